"""driver.py CASES — makes the calls of cases.txt with CPython's own classes and prints what each gives."""
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor


class Local(threading.local):
    def __init__(self, initial):
        self.value = initial


def wait_job(e, began):
    began.set()
    e.wait()
    return 1


objects = {}
sequence = iter(range(10**9))
NEW = {
    "rlock": threading.RLock,
    "semaphore": lambda n: threading.Semaphore(int(n)),
    "bounded_semaphore": lambda n: threading.BoundedSemaphore(int(n)),
    "event": threading.Event,
    "condition": lambda lock=None: threading.Condition(objects[lock] if lock else None),
    "barrier": lambda n: threading.Barrier(int(n)),
    "queue": lambda n: queue.Queue(int(n)),
    "lifo_queue": lambda n: queue.LifoQueue(int(n)),
    "priority_queue": lambda n: queue.PriorityQueue(int(n)),
    "pool": lambda n: ThreadPoolExecutor(int(n)),
    "local": lambda n: Local(int(n)),
}


def submit(pool, name, job, *args):
    if job == "square":
        future = pool.submit(lambda n: n * n, int(args[0]))
    else:
        future = pool.submit(wait_job, objects[args[0]], objects[args[1]])
    objects[name] = future


CALLS = {
    "acquire": lambda o: o.acquire(),
    "acquire_try": lambda o: o.acquire(False),
    "acquire_for": lambda o, s: o.acquire(True, float(s)),
    "release": lambda o: o.release(),
    "release_n": lambda o, n: o.release(int(n)),
    "set": lambda o: o.set(),
    "clear": lambda o: o.clear(),
    "is_set": lambda o: o.is_set(),
    "wait": lambda o: o.wait(),
    "wait_for": lambda o, s: o.wait(float(s)),
    "wait_release": lambda o: (o.wait(), o.release())[0],
    "wait_until": lambda o, e: o.wait_for(objects[e].is_set),
    "wait_until_for": lambda o, e, s: o.wait_for(objects[e].is_set, float(s)),
    "notify": lambda o: o.notify(),
    "notify_n": lambda o, n: o.notify(int(n)),
    "notify_all": lambda o: o.notify_all(),
    "parties": lambda o: o.parties,
    "n_waiting": lambda o: o.n_waiting,
    "broken": lambda o: o.broken,
    "abort": lambda o: o.abort(),
    "reset": lambda o: o.reset(),
    "put": lambda o, v: o.put(int(v)),
    "put_try": lambda o, v: o.put_nowait(int(v)),
    "put_for": lambda o, v, s: o.put(int(v), timeout=float(s)),
    "put_by": lambda o, p, v: o.put((int(p), next(sequence), int(v))),
    "get": lambda o: o.get(),
    "get_try": lambda o: o.get_nowait(),
    "get_for": lambda o, s: o.get(timeout=float(s)),
    "get_by": lambda o: o.get()[2],
    "task_done": lambda o: o.task_done(),
    "join": lambda o: o.join(),
    "size": lambda o: o.qsize(),
    "empty": lambda o: o.empty(),
    "full": lambda o: o.full(),
    "submit": submit,
    "shutdown": lambda o: o.shutdown(),
    "shutdown_now": lambda o: o.shutdown(cancel_futures=True),
    "result": lambda o: o.result(),
    "result_for": lambda o, s: o.result(float(s)),
    "done": lambda o: o.done(),
    "cancel": lambda o: o.cancel(),
    "read": lambda o: o.value,
    "write": lambda o, v: setattr(o, "value", int(v)),
}


def call(words):
    name, target, *args = words
    try:
        if name in NEW:
            objects[target] = NEW[name](*args)
            return "ok"
        result = CALLS[name](objects[target], *args)
        return "ok" if result is None else str(result)
    except Exception as e:
        return type(e).__name__


class Worker:
    """A thread that makes one call after the other."""

    def __init__(self):
        self.calls, self.results = queue.Queue(), queue.Queue()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            self.results.put(call(self.calls.get()))


def main():
    workers = {}
    for line in open(sys.argv[1]):
        line = line.split("#")[0].split("->")
        words, want = line[0].split(), line[-1].strip()
        if not words:
            continue
        if words[0] == "case":
            workers.clear()
            objects.clear()
            print(line[0].strip())
            continue
        again = words[0] == "until"
        who, *words = words[again:]
        worker = workers.setdefault(who[0], None) or Worker()
        workers[who[0]] = worker
        if words:
            worker.calls.put(words)
        if not who.endswith("&"):
            result = worker.results.get()
            while again and result != want:
                worker.calls.put(words)
                result = worker.results.get()
            print(who, *words, "->", result)
        sys.stdout.flush()


main()

import threading

RUNNERS = 4
shot = threading.Event()              #| plait_event_new
fired = False
started = [False] * RUNNERS

def run(i):
    shot.wait()                       #| plait_event_wait
    started[i] = fired                #| = fired;

runners = [threading.Thread(target=run, args=(i,))
           for i in range(RUNNERS)]
for r in runners:
    r.start()                         #| pthread_create
fired = True                          #| fired = 1
shot.set()                            #| plait_event_set
for r in runners:
    r.join()                          #| pthread_join
print(RUNNERS, "ran,",  #| printf
      started.count(False), "too early")

import threading

changed = threading.Condition()  #| pthread_cond_t changed #| pthread_mutex_t lock
ready = False                    #| static bool ready

def sleeper():                   #| static void *sleeper
    with changed:
        while not ready:         #| while (!ready)
            changed.wait()       #| pthread_cond_wait

def waker():                     #| static void *waker
    global ready
    with changed:  # without: RuntimeError
        ready = True             #| ready = true
        changed.notify()         #| pthread_cond_signal

first = threading.Thread(target=sleeper)
second = threading.Thread(target=waker)
first.start()                    #| pthread_create(&first
second.start()                   #| pthread_create(&second
first.join()                     #| pthread_join(first
second.join()                    #| pthread_join(second
print("ready")                   #| puts

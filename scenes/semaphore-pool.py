import threading

SWIMMERS, CAPS = 10, 3
caps = threading.Semaphore(CAPS)      #| plait_semaphore_new
lock = threading.Lock()
swimming, crowded = 0, False

def swim():
    global swimming, crowded
    with caps:                        #| semaphore_acquire #| semaphore_release
        with lock:
            swimming += 1             #| atomic_fetch_add
            if swimming > CAPS:       #| > CAPS
                crowded = True        #| &crowded, 1
        with lock:
            swimming -= 1             #| atomic_fetch_sub

swimmers = [threading.Thread(target=swim)
            for _ in range(SWIMMERS)]
for s in swimmers:
    s.start()                         #| pthread_create
for s in swimmers:
    s.join()                          #| pthread_join
print("10 swam,", "and" if crowded else "never",  #| printf
      "more than 3 at once")

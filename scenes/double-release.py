import threading

slide = threading.Semaphore(1)        #| plait_semaphore_new
count = threading.Lock()
sliding, met = 0, False

def ride():
    global sliding, met
    slide.acquire()                   #| semaphore_acquire
    with count:
        met = met or sliding > 0      #| &met, 1
        sliding += 1                  #| atomic_fetch_add
    with count:
        sliding -= 1                  #| atomic_fetch_sub
    slide.release()                   #|   plait_semaphore_release(slide);

def hasty():
    ride()
    slide.release()                   #| /* again */

threads = [threading.Thread(target=f)
           for f in (hasty, ride, ride)]
for t in threads: t.start()           #| pthread_create
for t in threads: t.join()            #| pthread_join
print("two met" if met else "one after the other")  #| puts

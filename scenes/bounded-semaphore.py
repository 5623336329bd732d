import threading

slide = threading.BoundedSemaphore(1)  #| plait_bounded_semaphore_new

def give_back(who):
    try:
        slide.release()                #| plait_bounded_semaphore_release
    except ValueError:                 #| EOVERFLOW
        print(who, "child: released too often")  #| printf

def careful():
    slide.acquire()                    #| plait_bounded_semaphore_acquire
    give_back("careful")               #| give_back("careful")

def hasty():
    slide.acquire()                    #| plait_bounded_semaphore_acquire
    give_back("hasty")                 #| give_back("hasty");
    give_back("hasty")                 #| once too often

threads = [threading.Thread(target=f)
           for f in (hasty, careful)]
for t in threads: t.start()            #| pthread_create
for t in threads: t.join()             #| pthread_join

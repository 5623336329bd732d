import threading

PUPILS = 2
bell = threading.Event()              #| plait_event_new

def pupil():
    bell.wait()                       #| plait_event_wait

def caretaker():
    bell.set()                        #| plait_event_set
    bell.clear()                      #| plait_event_clear

children = [threading.Thread(target=pupil)
            for _ in range(PUPILS)]
keeper = threading.Thread(target=caretaker)
for c in children:
    c.start()                         #| pthread_create(&child
keeper.start()                        #| pthread_create(&keeper
for c in children:
    c.join()                          #| pthread_join(child
keeper.join()                         #| pthread_join(keeper
print(PUPILS, "pupils went out")      #| printf

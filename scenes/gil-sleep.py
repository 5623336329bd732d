import threading
import time

counter = 0

def add():
    global counter
    seen = counter                    #| int seen = counter
    time.sleep(0.00001)               #| usleep
    counter = seen + 1                #| counter = seen + 1

a = threading.Thread(target=add)
b = threading.Thread(target=add)
a.start()                             #| pthread_create(&a
b.start()                             #| pthread_create(&b
a.join()                              #| pthread_join(a
b.join()                              #| pthread_join(b
print(counter)                        #| printf

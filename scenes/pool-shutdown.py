import threading
from concurrent.futures import ThreadPoolExecutor

office = ThreadPoolExecutor(1)        #| plait_pool_new
closed = sent = kept = False

def send():
    global sent
    sent = True                       #| &sent, 1

def clerk():
    global kept
    if closed:                        #| if (atomic_load(&closed))
        kept = True                   #| &kept, 1
    else:
        office.submit(send)           #| plait_pool_submit

thread = threading.Thread(target=clerk)
thread.start()                        #| pthread_create
closed = True                         #| &closed, true
office.shutdown(wait=True)            #| plait_pool_shutdown
thread.join()                         #| pthread_join
print("1 letter sent" if sent else "closed: 1 letter kept" if kept else "1 letter LOST")  #| puts

import threading
from concurrent.futures import ThreadPoolExecutor

office = ThreadPoolExecutor(1)        #| plait_pool_new
sent = False

def send():
    global sent
    sent = True                       #| &sent, 1

def clerk():
    office.submit(send)               #| plait_pool_submit

thread = threading.Thread(target=clerk)
thread.start()                        #| pthread_create
thread.join()                         #| pthread_join
office.shutdown(wait=True)            #| plait_pool_shutdown
print("1 letter sent" if sent else "1 letter LOST")  #| puts

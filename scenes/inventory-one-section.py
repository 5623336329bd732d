import threading

lock = threading.Lock()         #| static pthread_mutex_t lock
stock = 1                       #| static int stock

def order():                    #| static void *order
    global stock
    with lock:                  #| pthread_mutex_lock(&lock) #| pthread_mutex_unlock(&lock)
        if stock > 0:           #| if (stock > 0)
            stock -= 1          #| stock--;

first = threading.Thread(target=order)
second = threading.Thread(target=order)
first.start()                   #| pthread_create(&first
second.start()                  #| pthread_create(&second
first.join()                    #| pthread_join(first
second.join()                   #| pthread_join(second
print("stock", stock)           #| printf

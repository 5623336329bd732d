import threading

own = threading.local()          #| static _Thread_local int count
lock = threading.Lock()          #| static pthread_mutex_t lock
total = 0                        #| static int sum

def work():                      #| static void *work
    global total
    own.count = 0
    for _ in range(3):           #| for (int i = 0; i < 3
        own.count += 1           #| count++;
    with lock:                   #| pthread_mutex_lock(&lock) #| pthread_mutex_unlock(&lock)
        total += own.count       #| sum += count

first = threading.Thread(target=work)
second = threading.Thread(target=work)
first.start()                    #| pthread_create(&first
second.start()                   #| pthread_create(&second
first.join()                     #| pthread_join(first
second.join()                    #| pthread_join(second
print("sum", total)              #| printf

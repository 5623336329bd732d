import threading

SEATS = 3                        #| enum { SEATS
fork = [threading.Lock() for _ in range(SEATS)]  #| static pthread_mutex_t fork

def philosopher(seat):           #| static void *philosopher
    left, right = fork[seat], fork[(seat + 1) % SEATS]  #| int seat
    left.acquire()               #| pthread_mutex_lock(&fork[left])
    right.acquire()              #| pthread_mutex_lock(&fork[right])
    right.release()              #| pthread_mutex_unlock(&fork[right])
    left.release()               #| pthread_mutex_unlock(&fork[left])

guests = [threading.Thread(target=philosopher, args=(i,)) for i in range(SEATS)]
for guest in guests:
    guest.start()                #| pthread_create
for guest in guests:
    guest.join()                 #| pthread_join
print("all have eaten")          #| puts

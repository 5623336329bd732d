import threading

FRIENDS = 2                           #| FRIENDS = 2
foyer = threading.Barrier(3)         #| plait_barrier_new

def come():
    foyer.wait()                     #| plait_barrier_wait

friends = [threading.Thread(target=come)
           for _ in range(FRIENDS)]
for f in friends:
    f.start()                         #| pthread_create
for f in friends:
    f.join()                          #| pthread_join
print("the film starts")              #| puts

import threading

foyer = threading.Barrier(3)         #| plait_barrier_new
told = []

def come():
    try:
        foyer.wait()                 #| plait_barrier_wait
    except threading.BrokenBarrierError:  #| ECANCELED
        told.append(1)                #| atomic_fetch_add

def ill():
    foyer.abort()                    #| plait_barrier_abort

friends = [threading.Thread(target=f)
           for f in (come, come, ill)]
for f in friends: f.start()           #| pthread_create
for f in friends: f.join()            #| pthread_join
print(len(told),  #| printf
      "were told that nothing comes of it")

import threading

baked = threading.Condition()    #| pthread_cond_t baked #| pthread_mutex_t lock
cakes = missing = 0              #| static int cakes

def bake():                      #| static void *bake
    global cakes
    for _ in range(2):           #| for (int i = 0; i < 2; i++)
        with baked:
            cakes += 1           #| cakes++;
            baked.notify()       #| pthread_cond_signal

def eat():                       #| static void *eat
    global cakes, missing
    with baked:
        while cakes == 0:        #| while (cakes == 0)
            baked.wait()         #| pthread_cond_wait
        cakes -= 1               #| cakes--;
        missing += cakes < 0     #| missing++;

people = [threading.Thread(target=f)
          for f in (bake, eat, eat)]
for person in people: person.start()  #| pthread_create(&baker #| pthread_create(&guest[0] #| pthread_create(&guest[1]
for person in people: person.join()   #| pthread_join(baker #| pthread_join(guest[0] #| pthread_join(guest[1]
print("2 ate,", missing, "from an empty shelf")  #| printf

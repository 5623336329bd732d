import random, threading, time

TRAVELLERS = 4
PARTIES = TRAVELLERS + 1              #| PARTIES = TRAVELLERS + 1
packed, seen = [0] * PARTIES, [0] * PARTIES

def count_heads():                    #| static int count_heads
    print("the tour starts with", sum(packed))  #| the tour starts with

gate = threading.Barrier(PARTIES, action=count_heads)  #| plait_barrier_new

def travel(me):
    time.sleep(random.random())       #| nanosleep
    packed[me] = 1                    #| packed[me] = 1
    gate.wait()                       #| plait_barrier_wait
    seen[me] = 1                      #| seen[me] = 1

threads = [threading.Thread(target=travel, args=(i,))
           for i in range(PARTIES)]
for t in threads: t.start()           #| pthread_create
for t in threads: t.join()            #| pthread_join
print(sum(seen), "saw the castle")    #| printf("%d saw the castle

import threading

results = []

def make(number):                      #| work(void *arg)
    return threading.Thread(target=number)

workers = []
for i in range(2):                     #| for (int i = 0; i < 2; i++)
    # the lambda looks at i when it runs, not now
    workers.append(make(lambda: results.append(i)))  #| int number = *(int *)arg
for worker in workers:
    worker.start()                     #| pthread_create(&worker[i]
for worker in workers:
    worker.join()                      #| pthread_join(worker[0] #| pthread_join(worker[1]
print("workers", *results)             #| printf("workers

import threading

tool_box = threading.Lock()      #| static pthread_mutex_t tool_box
chairs = tables = 0              #| static int chairs

def build_chair():               #| static void *build_chair
    global chairs
    with tool_box:
        chairs += 1              #| chairs++;

def build_table():               #| static void *build_table
    global tables
    with tool_box:
        tables += 1              #| tables++;

chair = threading.Thread(target=build_chair)
table = threading.Thread(target=build_table)
chair.start()                    #| pthread_create(&chair
table.start()                    #| pthread_create(&table
chair.join()                     #| pthread_join(chair
table.join()                     #| pthread_join(table
print("chairs", chairs, "tables", tables)  #| printf

class Settings {
  static Settings settings;         //| static struct settings only, *settings
  int size;                         //| int size;

  static Settings get() {           //| get(void)
    if (settings == null) {         //| if (!settings) { /*
      synchronized (Settings.class) { //| pthread_mutex_lock //| pthread_mutex_unlock
        if (settings == null) {     //|     if (!settings) {
          settings = new Settings(); //| settings = &only
          settings.size = 42;       //| only.size = 42
        }
      }
    }
    return settings;                //| return settings;
  }

  public static void main(String[] args) throws InterruptedException {
    Thread first = new Thread(() -> System.out.println(get().size));  //| pthread_create(&first
    Thread second = new Thread(() -> System.out.println(get().size)); //| pthread_create(&second
    first.start();
    second.start();
    first.join();                   //| pthread_join(first
    second.join();                  //| pthread_join(second
  }
}

#include <stdio.h>
int main(void) { puts("credence"); return 0; }

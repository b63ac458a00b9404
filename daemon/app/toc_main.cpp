// toc, the command line client. The program in three calls, all in client/:
//   parse_toc_command()  what is asked for
//   ApiClient            asks a daemon
//   run_find() …         write what it answers
#include "client/toc.hpp"

int main(int argc, char** argv) { return tocd::run_toc(argc, argv); }

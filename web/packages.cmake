# Makes WEB/node_modules equal to WEB/package-lock.json, only when it is not yet, then touches STAMP.
# Several build directories share node_modules and npm deletes it first: one at a time. The lock has its own file, since
# file(LOCK) empties the file that it is given.
file(LOCK ${WEB}/install.lock GUARD PROCESS TIMEOUT 900)
set(installed ${WEB}/node_modules/.package-lock.json)  # npm writes it last
if(NOT EXISTS ${installed} OR ${WEB}/package-lock.json IS_NEWER_THAN ${installed})
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund WORKING_DIRECTORY ${WEB} RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "npm ci failed in ${WEB}: is the npm registry reachable? Without it, configure with -DTOCD_WEB=OFF")
  endif()
  file(TOUCH ${installed})
endif()
file(TOUCH ${STAMP})

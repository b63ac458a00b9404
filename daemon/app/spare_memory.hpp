// Memory that is laid aside for when there is none. What needs much then fails in words, as it should; but small pieces are taken
// everywhere, also where nothing may fail (the destructor of nlohmann::json takes some, and one that throws ends the process). So the
// operator new of tocd gives small pieces out of what was laid aside, and when that is used up waits a moment for what others free.
// Thread: any.
#pragma once

namespace tocd {

// Lays some aside, unless there is some: at the start of main, and again now and then, since it is used once.
void keep_spare_memory() noexcept;

}  // namespace tocd

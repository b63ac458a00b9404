#include "catalogue/test_disk.hpp"

#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace tocd {
namespace {

using Kind = TestDisk::Event::Kind;

struct State {
    TestDisk* disk;
    sqlite3_vfs* real;
    sqlite3_io_methods methods;
};

State& state_of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }

// SQLite gives szOsFile bytes for this, with those of the real file behind it.
struct TestFile {
    sqlite3_file base;
    State* state;
    std::string* path;  // null: of a temporary file
    sqlite3_file* real;
};

TestFile& file_of(sqlite3_file* file) { return *reinterpret_cast<TestFile*>(file); }

bool fails(TestFile& file) { return file.state->disk->fails(); }

void note(TestFile& file, Kind kind, int64_t offset_bytes = 0, std::string bytes = {}) {
    if (file.path != nullptr) file.state->disk->note({kind, *file.path, offset_bytes, std::move(bytes)});
}

int close_file(sqlite3_file* base) {
    TestFile& file = file_of(base);
    const int code = file.real->pMethods->xClose(file.real);
    delete file.path;
    return code;
}

int read_file(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
    TestFile& file = file_of(base);
    return fails(file) ? SQLITE_IOERR_READ : file.real->pMethods->xRead(file.real, to, size, offset);
}

int write_file(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
    TestFile& file = file_of(base);
    if (fails(file)) return file.state->disk->failed % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    const int code = file.real->pMethods->xWrite(file.real, from, size, offset);
    if (code == SQLITE_OK) note(file, Kind::write, offset, std::string(static_cast<const char*>(from), static_cast<size_t>(size)));
    return code;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
    TestFile& file = file_of(base);
    if (fails(file)) return SQLITE_IOERR_TRUNCATE;
    const int code = file.real->pMethods->xTruncate(file.real, size);
    if (code == SQLITE_OK) note(file, Kind::truncate, size);
    return code;
}

int sync_file(sqlite3_file* base, int flags) {
    TestFile& file = file_of(base);
    if (fails(file)) return SQLITE_IOERR_FSYNC;
    note(file, Kind::sync);
    return file.real->pMethods->xSync(file.real, flags);
}

int size_of_file(sqlite3_file* base, sqlite3_int64* size) {
    TestFile& file = file_of(base);
    return fails(file) ? SQLITE_IOERR_FSTAT : file.real->pMethods->xFileSize(file.real, size);
}

// What does not reach the disk goes through.
template <auto Method, class... Arguments>
auto pass(sqlite3_file* base, Arguments... arguments) {
    sqlite3_file* const real = file_of(base).real;
    return (real->pMethods->*Method)(real, arguments...);
}

sqlite3_io_methods methods() {
    sqlite3_io_methods out{};
    out.iVersion = 2;  // without mapped pages
    out.xClose = close_file;
    out.xRead = read_file;
    out.xWrite = write_file;
    out.xTruncate = truncate_file;
    out.xSync = sync_file;
    out.xFileSize = size_of_file;
    out.xLock = pass<&sqlite3_io_methods::xLock, int>;
    out.xUnlock = pass<&sqlite3_io_methods::xUnlock, int>;
    out.xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock, int*>;
    out.xFileControl = pass<&sqlite3_io_methods::xFileControl, int, void*>;
    out.xSectorSize = pass<&sqlite3_io_methods::xSectorSize>;
    out.xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>;
    out.xShmMap = pass<&sqlite3_io_methods::xShmMap, int, int, int, void volatile**>;
    out.xShmLock = pass<&sqlite3_io_methods::xShmLock, int, int, int>;
    out.xShmBarrier = pass<&sqlite3_io_methods::xShmBarrier>;
    out.xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap, int>;
    return out;
}

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* base, int flags, int* out_flags) {
    State& state = state_of(vfs);
    base->pMethods = nullptr;
    if (state.disk->fails()) return SQLITE_CANTOPEN;
    TestFile& file = *new (base) TestFile{};
    file.state = &state;
    file.real = reinterpret_cast<sqlite3_file*>(&file + 1);
    const int code = state.real->xOpen(state.real, name, file.real, flags, out_flags);
    if (code != SQLITE_OK) {
        if (file.real->pMethods != nullptr) file.real->pMethods->xClose(file.real);
        return code;
    }
    file.path = name == nullptr ? nullptr : new std::string(name);
    file.base.pMethods = &state.methods;
    return code;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    State& state = state_of(vfs);
    if (state.disk->fails()) return SQLITE_IOERR_DELETE;
    const int code = state.real->xDelete(state.real, name, sync_directory);
    if (code == SQLITE_OK) state.disk->note({Kind::remove, name, 0, {}, sync_directory != 0});
    return code;
}

int look_for_file(sqlite3_vfs* vfs, const char* name, int flags, int* there) {
    State& state = state_of(vfs);
    return state.disk->fails() ? SQLITE_IOERR_ACCESS : state.real->xAccess(state.real, name, flags, there);
}

}  // namespace

TestDisk::TestDisk() {
    sqlite3_vfs* const real = sqlite3_vfs_find("unix");
    vfs_ = *real;  // what is not ours asks the real one, whose functions look at nothing of this but pAppData
    vfs_.pNext = nullptr;
    vfs_.zName = "tocd-test-disk";
    vfs_.szOsFile = static_cast<int>(sizeof(TestFile)) + real->szOsFile;
    vfs_.pAppData = new State{this, real, methods()};
    vfs_.xOpen = open_file;
    vfs_.xDelete = remove_file;
    vfs_.xAccess = look_for_file;
    sqlite3_vfs_register(&vfs_, 1);
}

TestDisk::~TestDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(sqlite3_vfs_find("unix"), 1);
    delete static_cast<State*>(vfs_.pAppData);
}

bool TestDisk::fails() noexcept {
    ++calls;
    if (failing_call == 0 || calls < failing_call || (calls > failing_call && !for_ever)) return false;
    ++failed;
    return true;
}

void TestDisk::note(Event event) {
    if (records) events.push_back(std::move(event));
}

}  // namespace tocd

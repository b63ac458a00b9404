#include "scan/scanner_process.hpp"

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/no_memory.hpp"
#include "scan/frame_codec.hpp"
#include "scan/mount_info.hpp"
#include "scan/scan_workers.hpp"

#include <uv.h>

#include <algorithm>
#include <csignal>
#include <malloc.h>
#include <cstdlib>
#include <optional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tocd {
namespace {

constexpr uint32_t kMaxLocalThreads = 16;
constexpr uint32_t kNetworkThreads = 4;
constexpr uint32_t kMaxThreads = 1024;  // libuv's
constexpr uint64_t kPulseMs = 250;
constexpr uint64_t kTickMs = 20;  // output that is too little to be sent at once leaves after this

uint32_t threads_for(const ShareOptions& options, const RootIdentity& root) {
    if (options.threads != 0) return std::min(options.threads, kMaxThreads);
    const bool network = options.kind == ShareKind::network ||
                         (options.kind == ShareKind::automatic && is_network_file_system(root.file_system));
    if (network) return kNetworkThreads;
    return std::clamp(2 * std::thread::hardware_concurrency(), 1u, kMaxLocalThreads);
}

// Everything of one scanner; all of it on the loop's thread but the two work functions.
class Scanner {
public:
    explicit Scanner(int fd) {
        const auto must = [](int error, const char* cannot) {
            if (error != 0) throw Error(ErrorKind::unavailable, std::string(cannot) + ": " + uv_strerror(error));
        };
        must(uv_loop_init(&loop_), "cannot make an event loop");  // where there are no descriptors, for one
        must(uv_pipe_init(&loop_, &pipe_, 0), "cannot use the socket");
        must(uv_async_init(&loop_, &async_, [](uv_async_t* handle) { self(handle)->pump(); }), "cannot make an event loop");
        must(uv_timer_init(&loop_, &timer_), "cannot make an event loop");
        pipe_.data = async_.data = timer_.data = this;
        must(uv_pipe_open(&pipe_, fd), "cannot use the socket");
    }

    int run() {
        uv_read_start(
            reinterpret_cast<uv_stream_t*>(&pipe_),
            [](uv_handle_t* handle, size_t, uv_buf_t* buffer) {
                const std::span<char> room = self(handle)->input_.room();
                *buffer = uv_buf_init(room.data(), static_cast<unsigned>(room.size()));
            },
            [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) { self(stream)->on_read(size); });
        uv_timer_start(
            &timer_, [](uv_timer_t* timer) { self(timer)->guarded([timer] { self(timer)->on_tick(); }); }, kTickMs, kTickMs);
        uv_run(&loop_, UV_RUN_DEFAULT);
        return uv_loop_close(&loop_);
    }

private:
    struct Worker {
        uv_work_t request;
        Scanner* scanner;
        WorkerScratch scratch;
    };
    struct Opening {
        uv_work_t request;
        Scanner* scanner;
        Outcome<DirectoryPtr> root;
        Outcome<RootIdentity> identity;
        std::string failure;  // when there is none
    };
    struct Write {
        uv_write_t request;
        Scanner* scanner;
        std::string bytes;
        size_t output_bytes;  // of these: taken from the workers
    };

    template <class Handle>
    static Scanner* self(Handle* handle) { return static_cast<Scanner*>(handle->data); }

    // Nothing may be thrown through libuv, and a thread may never come back: the process is the unit of failure.
    template <class Act>
    void guarded(Act act) {
        try {
            act();
        } catch (const std::exception& error) {
            log_error("scan", "scanner gives up", {{"reason", std::string_view(reason_of(error))}});
            _exit(1);
        }
    }

    void on_read(ssize_t size) {
        if (size == 0) return;
        if (size < 0) _exit(0);  // the daemon is gone; threads may hang
        guarded([&] {
            input_.filled(static_cast<size_t>(size));
            while (std::optional<MessageSplitter::Message> message = input_.next()) {
                std::visit([&](auto& content) { on_message(content); }, decoded_ = decode_to_scanner(message->body));
            }
            pump();
        });
    }

    void on_message(Hello& hello) {
        if (opening_ || workers_) throw Error(ErrorKind::corrupt, "a second hello");
        if (hello.protocol != kScanProtocol) {
            std::string bytes;
            append_message(bytes, Ready{kScanProtocol, TOCD_VERSION, {}});  // the daemon tells people
            return write(std::move(bytes));
        }
        options_ = std::move(hello.options);
        try {
            exclude_.emplace(options_.exclude);
        } catch (const Error& error) {
            return cannot(0, error.what());
        }
        // The pool's size is fixed by its first use, and the automatic number is known only when the root is open.
        setenv("UV_THREADPOOL_SIZE", std::to_string(std::clamp(options_.threads, kMaxLocalThreads, kMaxThreads)).c_str(), 1);
        look_at_path();
    }

    void on_message(Look&) {
        if (opening_ || !workers_ || !workers_->idle()) throw Error(ErrorKind::corrupt, "a look in the middle of work");
        look_at_path();
    }

    void on_message(Hold& hold) {
        if (!workers_) throw Error(ErrorKind::corrupt, "a hold before the root is open");
        workers_->hold(hold.held);
    }

    void look_at_path() {
        opening_ = std::make_unique<Opening>();
        opening_->scanner = this;
        opening_->request.data = opening_.get();
        // On a worker thread: a dead mount hangs here.
        uv_queue_work(
            &loop_, &opening_->request,
            [](uv_work_t* request) {
                auto* opening = static_cast<Opening*>(request->data);
                opening->scanner->guarded([&] { open_root(*opening); });
            },
            [](uv_work_t* request, int) {
                Scanner* scanner = static_cast<Opening*>(request->data)->scanner;
                scanner->guarded([&] { scanner->on_opened(); });
            });
    }

    void on_message(Job& job) {
        if (workers_) workers_->add(std::move(job));
        else early_jobs_.push_back(std::move(job));
    }

    void on_message(Bye&) { bye_ = true; }

    static void open_root(Opening& opening) {
        Scanner& scanner = *opening.scanner;
        const ShareOptions& options = scanner.options_;
        FileSystem& files = *scanner.file_system_;
        const auto failed = [&opening](int error, const char* doing, const std::string& path) {
            opening.identity = Outcome<RootIdentity>::failed(error);
            opening.failure = error_from_errno(ErrorKind::unavailable, doing, path, error).what();
        };
        opening.root = files.open_root(options.path);
        if (!opening.root.ok()) return failed(opening.root.error_number, "cannot list directory", options.path);
        opening.identity = look_at_root(files, opening.root.value);
        if (!opening.identity.ok()) return failed(opening.identity.error_number, "cannot list directory", options.path);
        if (options.marker.empty()) return;
        if (const int error = find_marker(files, opening.root.value, options.marker); error != 0)
            failed(error, "this is not the share, its marker is missing:", options.path + "/" + options.marker);
    }

    void on_opened() {
        const std::unique_ptr<Opening> opening = std::move(opening_);
        if (!opening->identity.ok()) return cannot(opening->identity.error_number, opening->failure);
        if (workers_) return tell_root(opening->identity.value);
        const RootIdentity& root = opening->identity.value;
        const uint32_t threads = threads_for(options_, root);
        workers_free_.reserve(threads);
        for (uint32_t i = 0; i < threads; ++i) {
            workers_free_.push_back(workers_owned_.emplace_back(std::make_unique<Worker>()).get());
            workers_free_.back()->scanner = this;
            workers_free_.back()->request.data = workers_free_.back();
        }
        governor_.emplace(threads, options_, system_clock());
        workers_.emplace(*file_system_, opening->root.value,
                         ListingRules{*exclude_, options_.atime_resolution, options_.one_file_system}, *governor_,
                         [this] { uv_async_send(&async_); });
        for (Job& job : early_jobs_) workers_->add(std::move(job));
        early_jobs_.clear();
        tell_root(root);
        pump();
    }

    void tell_root(const RootIdentity& root) {
        std::string bytes;
        append_message(bytes, Ready{kScanProtocol, TOCD_VERSION, root});
        write(std::move(bytes));
    }

    void cannot(int error_number, const std::string& text) {
        std::string bytes;
        append_message(bytes, Cannot{error_number, text});
        write(std::move(bytes));
    }

    void on_tick() {
        pump();
        const uint64_t now_ms = uv_now(&loop_);
        if (!workers_ || now_ms - pulse_ms_ < kPulseMs) return;
        pulse_ms_ = now_ms;
        if (!workers_->gets_on() || writing_) return;  // a write that waits is a sign of life by itself once it is through
        std::string bytes;
        append_message(bytes, governor_->pulse());
        write(std::move(bytes));
    }

    // Begins turns, sends what there is, ends when all is done.
    void pump() {
        if (!workers_) {
            if (bye_ && !opening_ && !writing_) stop();
            return;
        }
        while (!workers_free_.empty() && workers_->begin_turn()) {
            Worker* worker = workers_free_.back();
            workers_free_.pop_back();
            uv_queue_work(
                &loop_, &worker->request,
                [](uv_work_t* request) {
                    auto* me = static_cast<Worker*>(request->data);
                    me->scanner->guarded([&] { me->scanner->workers_->take_turn(me->scratch); });
                },
                [](uv_work_t* request, int) {
                    auto* me = static_cast<Worker*>(request->data);
                    me->scanner->workers_free_.push_back(me);
                    me->scanner->guarded([&] { me->scanner->pump(); });
                });
        }
        if (!writing_) {
            if (std::string output = workers_->take_output(); !output.empty()) {
                const size_t size = output.size();
                write(std::move(output), size);
            }
        }
        if (bye_ && !writing_ && workers_->idle() && workers_free_.size() == workers_owned_.size()) stop();
    }

    void write(std::string bytes, size_t output_bytes = 0) {
        auto* write = new Write{{}, this, std::move(bytes), output_bytes};
        write->request.data = write;
        const uv_buf_t buffer = uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
        writing_ = true;
        uv_write(&write->request, reinterpret_cast<uv_stream_t*>(&pipe_), &buffer, 1, [](uv_write_t* request, int status) {
            if (status != 0) _exit(0);  // the daemon is gone
            const std::unique_ptr<Write> done(static_cast<Write*>(request->data));
            Scanner* scanner = done->scanner;
            scanner->writing_ = false;
            if (done->output_bytes != 0) scanner->workers_->sent(done->output_bytes);
            scanner->guarded([&] { scanner->pump(); });
        });
    }

    void stop() {
        if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&pipe_))) return;
        uv_close(reinterpret_cast<uv_handle_t*>(&pipe_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&async_), nullptr);
        uv_close(reinterpret_cast<uv_handle_t*>(&timer_), nullptr);
    }

    uv_loop_t loop_;
    uv_pipe_t pipe_;
    uv_async_t async_;
    uv_timer_t timer_;

    MessageSplitter input_;
    ToScanner decoded_;
    ShareOptions options_;
    std::optional<IgnorePatterns> exclude_;
    const std::unique_ptr<FileSystem> file_system_ = make_posix_file_system();
    std::unique_ptr<Opening> opening_;
    std::vector<Job> early_jobs_;  // that came before the root was open
    std::optional<Governor> governor_;
    std::optional<ScanWorkers> workers_;
    uint64_t pulse_ms_ = 0;  // of the loop's clock: when the last one was due
    std::vector<std::unique_ptr<Worker>> workers_owned_;
    std::vector<Worker*> workers_free_;
    bool writing_ = false;
    bool bye_ = false;
};

}  // namespace

int run_scanner(int fd) {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);  // Ctrl-C in a shell is for the daemon, which closes the socket
    // Many threads pass blocks of a megabyte around; glibc would keep them in an arena per thread.
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TRIM_THRESHOLD, 1 << 20);
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    struct stat st {};
    if (fstat(fd, &st) != 0 || !S_ISSOCK(st.st_mode)) {  // libuv would abort
        throw Error(ErrorKind::invalid_argument,
                    "descriptor " + std::to_string(fd) + " is no socket; tocd or tocd-scan.socket starts this program");
    }
    Scanner scanner(fd);
    return scanner.run();
}

}  // namespace tocd

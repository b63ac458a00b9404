#include "catalogue/reader.hpp"

#include "base/error.hpp"

namespace tocd {

ReaderPool::ReaderPool(std::string database_path, IndexFeed* index, const ProjectsInForce* projects)
    : database_path_(std::move(database_path)), index_(index), projects_(projects) {}
ReaderPool::~ReaderPool() = default;

ReaderPool::Lease ReaderPool::lend() {
    if (given_up_) throw Error(ErrorKind::unavailable, "tocd is stopping");
    {
        Lock lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Reader> reader = std::move(idle_.back());
            idle_.pop_back();
            return Lease(*this, std::move(reader));
        }
    }
    auto reader = std::make_unique<Reader>(database_path_, given_up_, index_, projects_);  // outside the lock: it reads the disk
    ++open_;
    return Lease(*this, std::move(reader));
}

ReaderPool::Lease::~Lease() {
    --pool_.lent_;
    Lock lock(pool_.mutex_);
    pool_.idle_.push_back(std::move(reader_));
}

}  // namespace tocd

// The text of --help. Thread: any.
#pragma once

#include <memory>

namespace CLI {
class FormatterBase;
}

namespace tocd {

// Options in two columns, texts wrapped to the terminal; commands before options.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_formatter();

}  // namespace tocd

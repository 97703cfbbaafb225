//! Chunks of whole lines.

use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::mem;
use std::path::Path;

use memchr::{memchr_iter, memrchr};

/// The number of bytes that are read at once. Larger chunks are not faster, and each
/// thread keeps one with its results.
pub(super) const CHUNK: usize = 256 * 1024;

/// The limit for a line: more than any session needs. A longer line is an error, so that
/// it cannot exhaust the memory.
const MAX_LINE: usize = 16 * 1024 * 1024;

/// The bytes that editors on Windows put at the start of a file.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

type Input = Box<dyn Read + Send>;

/// An open file or standard input.
pub(crate) struct Source {
    pub(super) input: Input,
    /// The size of a regular file.
    pub(super) size: Option<u64>,
    pub(super) name: String,
}

impl Source {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            let name = "standard input".into();
            return Ok(Self { input: Box::new(io::stdin()), size: None, name });
        }
        let file = File::open(path)?;
        let size = file.metadata().ok().filter(Metadata::is_file).map(|data| data.len());
        Ok(Self { input: Box::new(file), size, name: path.display().to_string() })
    }
}

/// Whole lines, or the place of one line that is too long.
#[derive(Default)]
pub(super) struct Chunk {
    pub(super) bytes: Vec<u8>,
    is_too_long: bool,
}

impl Chunk {
    /// Returns the lines without their ends, `None` for a line that is too long.
    pub(super) fn lines(&self) -> impl Iterator<Item = Option<&[u8]>> {
        let text = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        let mut start = 0;
        let ends = memchr_iter(b'\n', text).chain([text.len()]);
        ends.map(move |end| {
            let line = &text[start..end];
            start = end + 1;
            (!self.is_too_long).then_some(line)
        })
    }

    pub(super) fn line_count(&self) -> u64 {
        let ends = memchr_iter(b'\n', &self.bytes).count() as u64;
        // The last line of a file may have no end.
        ends + u64::from(self.bytes.last() != Some(&b'\n'))
    }
}

pub(super) struct Chunks {
    input: BufReader<Input>,
    is_start: bool,
}

impl Chunks {
    pub(super) fn new(input: Input) -> Self {
        Self { input: BufReader::with_capacity(CHUNK, input), is_start: true }
    }

    /// Reads the lines that are available, at least one. Returns `false` at the end.
    ///
    /// It does not wait for more lines to fill the chunk, because the writer of a pipe may
    /// be waiting for the result of its last line.
    pub(super) fn read(&mut self, chunk: &mut Chunk) -> io::Result<bool> {
        if mem::take(&mut chunk.is_too_long) || chunk.bytes.capacity() > 4 * CHUNK {
            chunk.bytes = Vec::new();
        }
        chunk.bytes.clear();
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let end = memrchr(b'\n', available);
            let length = end.map_or(available.len(), |end| end + 1);
            let is_at_end = available.is_empty();
            chunk.bytes.extend_from_slice(&available[..length]);
            self.input.consume(length);
            if mem::take(&mut self.is_start) && chunk.bytes.starts_with(BYTE_ORDER_MARK) {
                chunk.bytes.drain(..BYTE_ORDER_MARK.len());
            }
            if end.is_some() {
                return Ok(true);
            }
            if is_at_end {
                return Ok(!chunk.bytes.is_empty());
            }
            if chunk.bytes.len() > MAX_LINE {
                self.input.skip_until(b'\n')?;
                chunk.is_too_long = true;
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads at most three bytes at a time.
    struct Slow(&'static [u8]);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(3).min(buffer.len());
            self.0.read(&mut buffer[..length])
        }
    }

    fn lines(text: &'static [u8]) -> (Vec<String>, u64) {
        let mut chunks = Chunks::new(Box::new(Slow(text)));
        let (mut lines, mut count) = (Vec::new(), 0);
        let mut chunk = Chunk::default();
        while chunks.read(&mut chunk).unwrap() {
            let read = chunk.lines().map(|line| String::from_utf8(line.unwrap().into()).unwrap());
            lines.extend(read);
            count += chunk.line_count();
        }
        (lines, count)
    }

    #[test]
    fn lines_are_whole_whatever_is_read_at_once() {
        for (text, expected) in [
            (&b""[..], &[][..]),
            (b"\n", &[""]),
            (b"a", &["a"]),
            (b"one\ntwo three\n\nfour", &["one", "two three", "", "four"]),
            ("\u{feff}one\n\u{feff}\n".as_bytes(), &["one", "\u{feff}"]),
        ] {
            let (lines, count) = lines(text);
            assert_eq!(lines, expected);
            assert_eq!(count, expected.len() as u64);
        }
    }
}

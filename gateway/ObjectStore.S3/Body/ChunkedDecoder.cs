using System.Buffers;
using System.Text;
using ObjectStore.S3.Auth;

namespace ObjectStore.S3.Body;

/// <summary>Decodes aws-chunked: chunks with a header line each, an empty one at the end, then a trailer.</summary>
/// <remarks>
/// Invariants: the sizes of the chunks add up to the announced length, neither more nor less; a signed chunk is verified before the next
/// header is read, and all of them before the end; no more than one line is buffered.
/// </remarks>
internal sealed class ChunkedDecoder(long length, ChunkSigner? signer, ChecksumTrailer trailer) : IBodyDecoder
{
    /// <summary>Longest header or trailer line; a signed header takes 98 bytes, a trailer with SHA-256 67.</summary>
    private const int LineBytesMax = 1024;

    /// <summary>Most lines of a trailer, empty ones included: a checksum, a signature and what clients put between.</summary>
    private const int TrailerLinesMax = 8;

    private readonly byte[] _signature = signer is null ? [] : new byte[SigningKey.Size];
    private byte[]? _line;
    private State _state = State.Header;
    private long _remaining = length;
    private long _chunkRemaining;
    private int _trailerLines;

    private enum State
    {
        /// <summary>Before the line with the size.</summary>
        Header,

        /// <summary>Inside a chunk.</summary>
        Data,

        /// <summary>Before the line end that follows a chunk.</summary>
        DataEnd,

        /// <summary>After the empty chunk.</summary>
        Trailer,

        /// <summary>After all that was announced: only empty lines may follow.</summary>
        TrailerEnd,

        /// <summary>After the end of the input.</summary>
        End,
    }

    public bool IsAtEnd => _state == State.End;

    public bool EndsWithInput => true;

    public int Decode(ref ReadOnlySequence<byte> input, Span<byte> destination)
    {
        var written = 0;
        while (_state != State.End)
        {
            if (_state != State.Data)
            {
                if (!TryReadLine(ref input, out var line)) break;
                TakeLine(line);
                continue;
            }

            var count = (int)Math.Min(Math.Min(input.Length, _chunkRemaining), destination.Length - written);
            if (count == 0) break;
            input.Slice(0, count).CopyTo(destination[written..]);
            input = input.Slice(count);
            signer?.Append(destination.Slice(written, count));
            written += count;
            _chunkRemaining -= count;
            if (_chunkRemaining == 0) _state = State.DataEnd;
        }

        return written;
    }

    public bool CompleteInput()
    {
        if (_state == State.Trailer && _trailerLines > 0 && !trailer.IsComplete) throw BodyErrors.MalformedTrailer();

        // The documentation's own example ends with the signature, and a client that ends the checksum with a line feed of its own sends one empty line too many.
        if (_state == State.TrailerEnd && trailer.IsComplete) _state = State.End;
        return IsAtEnd;
    }

    public void Dispose() => signer?.Dispose();

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        switch (_state)
        {
            case State.Header:
                TakeHeader(line);
                break;
            case State.DataEnd:
                if (!line.IsEmpty) throw BodyErrors.Terminated();
                signer?.VerifyChunk(_signature);
                _state = State.Header;
                break;
            default:
                if (++_trailerLines > TrailerLinesMax) throw BodyErrors.MalformedTrailer();
                TakeTrailer(line);
                break;
        }
    }

    private void TakeHeader(ReadOnlySpan<byte> line)
    {
        if (!ChunkHeader.TryParse(line, _signature, out var size)) throw BodyErrors.Terminated();
        if (size > _remaining) throw BodyErrors.WrongLength();
        _remaining -= size;
        _chunkRemaining = size;
        _state = State.Data;
        if (size > 0) return;
        if (_remaining > 0) throw BodyErrors.WrongLength();
        signer?.VerifyChunk(_signature);
        _state = State.Trailer;
    }

    /// <summary>An empty line ends the trailer when everything that was announced has come: some clients send others before and after it.</summary>
    private void TakeTrailer(ReadOnlySpan<byte> line)
    {
        var signsTrailer = signer is { SignsTrailer: true };
        if (line.IsEmpty)
        {
            if (trailer.IsComplete && !signsTrailer) _state = State.TrailerEnd;
        }
        else if (signsTrailer && _state == State.Trailer && TryTakeSignature(line))
        {
            signer!.VerifyTrailer(trailer.Canonical.Span, _signature);
            _state = State.TrailerEnd;
        }
        else
        {
            if (_state == State.TrailerEnd) throw BodyErrors.MalformedTrailer();
            trailer.Add(line);
        }
    }

    private bool TryTakeSignature(ReadOnlySpan<byte> line)
    {
        var name = "x-amz-trailer-signature:"u8;
        if (line.Length < name.Length || !Ascii.EqualsIgnoreCase(line[..name.Length], name)) return false;
        if (!ChunkHeader.TryParseSignature(line[name.Length..].Trim((byte)' '), _signature)) throw BodyErrors.MalformedTrailer();
        return true;
    }

    /// <summary>Cuts a line off <paramref name="input"/>; false when its end has not arrived. Valid until the next call.</summary>
    private bool TryReadLine(ref ReadOnlySequence<byte> input, out ReadOnlySpan<byte> line)
    {
        line = default;
        var window = input.Slice(0, Math.Min(input.Length, LineBytesMax));
        if (window.PositionOf((byte)'\n') is not { } end)
            return window.Length < LineBytesMax ? false : throw BodyErrors.Terminated();
        var text = input.Slice(0, end);
        if (text.IsSingleSegment)
        {
            line = text.FirstSpan;
        }
        else
        {
            _line ??= new byte[LineBytesMax];
            text.CopyTo(_line);
            line = _line.AsSpan(0, (int)text.Length);
        }

        input = input.Slice(input.GetPosition(1, end));
        if (line.EndsWith((byte)'\r')) line = line[..^1];
        return true;
    }
}

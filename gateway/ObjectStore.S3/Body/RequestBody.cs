using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Auth;
using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Body;

/// <summary>The body of one request: decoded, hashed as it passes, and verified before its end is reported.</summary>
/// <remarks>
/// Invariants: no byte is copied more than once, from the connection's buffers into the caller's; nothing but a chunk's header line is kept;
/// the end (0) is reported only after length, signatures and digests were all right.
/// One reader at a time. The slowest client is bounded by <c>KestrelServerLimits.MinRequestBodyDataRate</c>, the largest body by
/// <see cref="BodyRequirements.BytesMax"/>, so that Kestrel's <c>MaxRequestBodySize</c> is to be null.
/// </remarks>
public sealed class RequestBody : IAsyncDisposable
{
    /// <summary>A piece of this length is hashed while the next is received. A guess: long enough to make handing over cheap, short enough for the L2 cache.</summary>
    private const int HashPieceBytes = 128 << 10;

    /// <summary>Room for a document to begin with; most are smaller.</summary>
    private const int FirstDocumentBytes = 4096;

    private readonly PipeReader _reader;
    private readonly IBodyDecoder _decoder;
    private readonly BodyClaims _claims;
    private readonly ReadOnlyMemory<byte> _payloadSha256;
    private readonly IBodyHasher? _md5;
    private readonly IncrementalHash? _sha256;
    private readonly ChecksumHasher? _checksum;
    private readonly ChecksumTrailer? _trailer;
    private Task _hashing = Task.CompletedTask;
    private long _length;
    private BodyDigests? _digests;

    private RequestBody(PipeReader reader, AuthenticatedRequest authenticated, BodyClaims claims, BodyRequirements requirements)
    {
        _reader = reader;
        _claims = claims;
        _payloadSha256 = authenticated.PayloadSha256;
        if (requirements.ComputesMd5 || claims.Md5 is not null) _md5 = requirements.CreateMd5(claims.DecodedLength);
        if (!_payloadSha256.IsEmpty) _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if ((claims.Checksum ?? requirements.DefaultChecksum) is { } algorithm) _checksum = new ChecksumHasher(algorithm);
        if (authenticated.IsChunked)
        {
            _trailer = new ChecksumTrailer(claims.HasTrailer ? claims.Checksum : null);
            _decoder = new ChunkedDecoder(claims.DecodedLength!.Value, ChunkSigner.Create(authenticated), _trailer);
        }
        else
        {
            _decoder = new PlainDecoder(claims.DecodedLength);
        }
    }

    /// <summary>Decoded bytes, known before reading; null for a document whose length the client did not say.</summary>
    public long? DecodedLength => _claims.DecodedLength;

    /// <summary>The checksum that the client sends, as header or trailer; null when it sends none.</summary>
    public ChecksumAlgorithm? ClientChecksum => _claims.Checksum;

    /// <summary>What was computed over the body.</summary>
    /// <exception cref="InvalidOperationException">The end has not been reported yet.</exception>
    public BodyDigests Digests => _digests ?? throw new InvalidOperationException("The body has not been read to its end.");

    /// <summary>The body of <paramref name="request"/>. Reads headers only; the first read asks a client to continue that waits for it.</summary>
    /// <exception cref="Errors.S3Exception">
    /// MissingContentLength, EntityTooLarge, InvalidDigest (Content-MD5), InvalidRequest (checksum headers), InvalidArgument (decoded length).
    /// </exception>
    public static RequestBody Create(HttpRequest request, AuthenticatedRequest authenticated, BodyRequirements requirements) =>
        new(request.BodyReader, authenticated, BodyClaims.Parse(request, authenticated, requirements), requirements);

    /// <summary>Fills <paramref name="destination"/>, not empty, as far as the body goes: fewer bytes only before the end.</summary>
    /// <returns>How many bytes were written; 0 when the body is at its end and everything about it is verified.</returns>
    /// <remarks>
    /// The bytes are hashed while the caller goes on: they stay unchanged until <see cref="HashedAsync"/>, a later read that returns 0, or
    /// the disposal completes.
    /// </remarks>
    /// <exception cref="Errors.S3Exception">
    /// IncompleteBody, RequestTimeout, SignatureDoesNotMatch, XAmzContentSHA256Mismatch, BadDigest, MalformedTrailerError, InvalidRequest.
    /// </exception>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        var filled = 0;
        var hashed = 0;
        while (filled < destination.Length && !_decoder.IsAtEnd)
        {
            filled += await ReadPieceAsync(destination[filled..], cancellationToken);
            if (filled - hashed < HashPieceBytes) continue;
            await HashAsync(destination[hashed..filled]);
            hashed = filled;
        }

        if (filled > hashed) await HashAsync(destination[hashed..filled]);
        if (filled == 0) await FinishAsync(cancellationToken);
        return filled;
    }

    /// <summary>Completes when everything that was read before this call has been hashed, so that the caller may reuse its buffers; reads may go on.</summary>
    public Task HashedAsync() => _hashing;

    /// <summary>The whole body of a small document, verified. Memory follows what arrives, not what the client announces.</summary>
    /// <param name="bytesMax">Most bytes of the document.</param>
    /// <param name="lease">Pays for the document and what is made of it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Errors.S3Exception">
    /// MaxMessageLengthExceeded over <paramref name="bytesMax"/>, SlowDown over the budget of the lease, and all of <see cref="ReadAsync"/>.
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAllAsync(int bytesMax, DocumentLease lease, CancellationToken cancellationToken)
    {
        if (DecodedLength > bytesMax) throw BodyErrors.DocumentTooLarge(bytesMax);

        // One byte more than the document, so that its end is found without growing again.
        var capacityMax = (int)(DecodedLength ?? bytesMax) + 1;
        var capacity = Math.Min(capacityMax, FirstDocumentBytes);
        lease.GrowTo(capacity);
        var bytes = new byte[capacity];
        var filled = 0;
        while (true)
        {
            var count = await ReadAsync(bytes.AsMemory(filled), cancellationToken);
            if (count == 0) return bytes.AsMemory(0, filled);
            filled += count;
            if (filled > bytesMax) throw BodyErrors.DocumentTooLarge(bytesMax);
            await HashedAsync();
            if (filled < bytes.Length) continue;
            capacity = (int)Math.Min(bytes.Length * 2L, capacityMax);
            lease.GrowTo(capacity);
            Array.Resize(ref bytes, capacity);
        }
    }

    /// <summary>Waits for hashing that goes on and frees what it used. What is left of the body is the server's to drain or cut off.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await HashedAsync();
        }
        finally
        {
            _md5?.Dispose();
            _sha256?.Dispose();
            _checksum?.Dispose();
            _decoder.Dispose();
        }
    }

    private async ValueTask<int> ReadPieceAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var result = await ReadPipeAsync(cancellationToken);
        var input = result.Buffer;
        var written = 0;
        try
        {
            written = _decoder.Decode(ref input, destination.Span);
        }
        finally
        {
            // A destination that is full leaves input behind that has not been looked at.
            _reader.AdvanceTo(input.Start, written == destination.Length || _decoder.IsAtEnd ? input.Start : input.End);
        }

        var piece = destination.Span[..written];
        _sha256?.AppendData(piece);
        _checksum?.Append(piece);
        _length += written;
        var isStuck = result.IsCompleted && written < destination.Length && !_decoder.IsAtEnd;
        if (isStuck && (!input.IsEmpty || !_decoder.CompleteInput())) throw BodyErrors.Terminated();
        return written;
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var result = await _reader.ReadAsync(cancellationToken);
            return result.IsCanceled ? throw new OperationCanceledException(cancellationToken) : result;
        }
        catch (Exception exception) when (BodyErrors.OfRead(exception) is not null)
        {
            throw BodyErrors.OfRead(exception)!;
        }
    }

    private async ValueTask HashAsync(ReadOnlyMemory<byte> piece)
    {
        if (_md5 is null) return;
        await HashedAsync();
        _hashing = _md5.AppendAsync(piece).AsTask();
    }

    private async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        if (_digests is not null) return;
        if (_decoder.EndsWithInput) await RequireInputEndAsync(cancellationToken);
        await HashedAsync();
        var md5 = _md5 is null ? default : await Md5Async(_md5);
        VerifySha256();
        if (_claims.Md5 is { } expected && !md5.Span.SequenceEqual(expected)) throw BodyErrors.Md5Mismatch(expected, md5.Span);
        _digests = new BodyDigests
        {
            LengthBytes = _length,
            Md5 = md5,
            Checksum = VerifiedChecksum(),
            IsChecksumFromClient = _claims.Checksum is not null,
        };
    }

    private async ValueTask RequireInputEndAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await ReadPipeAsync(cancellationToken);
            var isEmpty = result.Buffer.IsEmpty;
            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (!isEmpty) throw BodyErrors.WrongLength();
            if (result.IsCompleted) return;
        }
    }

    private static async ValueTask<ReadOnlyMemory<byte>> Md5Async(IBodyHasher hasher)
    {
        var digest = new byte[16];
        await hasher.FinishAsync(digest);
        return digest;
    }

    private void VerifySha256()
    {
        if (_sha256 is null) return;
        Span<byte> computed = stackalloc byte[SHA256.HashSizeInBytes];
        _sha256.GetHashAndReset(computed);
        if (!computed.SequenceEqual(_payloadSha256.Span)) throw BodyErrors.Sha256Mismatch(_payloadSha256.Span, computed);
    }

    private ChecksumValue? VerifiedChecksum()
    {
        if (_checksum is null) return null;
        var computed = _checksum.GetValue();
        var expected = _claims.ChecksumHeader ?? _trailer?.Value;
        if (expected is { } value && value != computed) throw BodyErrors.ChecksumMismatch(computed.Algorithm);
        return computed;
    }
}

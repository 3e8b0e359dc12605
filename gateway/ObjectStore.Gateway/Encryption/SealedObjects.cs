using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Frames;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Reads ranges of encrypted objects: only the frames that hold them, each verified before it goes on.</summary>
internal sealed class SealedObjects(ObjectParts parts, IObjectData data)
{
    /// <summary>Writes bytes [position, position + length) of the object to <paramref name="destination"/>.</summary>
    /// <exception cref="StorageException">CorruptFragment: a frame does not open; what was written before was right.</exception>
    public async ValueTask ReadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey dataKey, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        await foreach (var piece in EnumerateAsync(bucket, key, record, position, length, cancellationToken))
        {
            using var cipher = piece.CreateCipher(dataKey, record.Encryption!);
            using var opening = new OpeningWriter(destination, cipher, piece.Span);
            await data.ReadAsync(piece.Runs, piece.Span.SealedPosition, piece.Span.SealedLength, opening, cancellationToken);
            if (opening.IsAbandoned) return;
            Invariant.That(opening.IsWhole);
        }

        // What is left unflushed at the end of a request is sent only when nothing was flushed before.
        if (record.Upload is not null) await destination.FlushAsync(cancellationToken);
    }

    /// <summary>The same bytes as a source for another write; used while <paramref name="dataKey"/> lives, and disposable.</summary>
    public IByteSource OpenSource(BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey dataKey, long position, long length) =>
        new Source(this, record.Encryption!, dataKey, EnumerateAsync(bucket, key, record, position, length, CancellationToken.None), length);

    private async IAsyncEnumerable<SealedPiece> EnumerateAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, long position, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (record.Upload is not { } upload)
        {
            if (length > 0)
                yield return new SealedPiece(record.Runs, record.Encryption!.Salt, new FragmentOwner(bucket, key, null, 0), new FrameSpan(record.Size, position, length));
            yield break;
        }

        var end = position + length;
        while (position < end)
        {
            foreach (var located in await parts.ReadAsync(bucket, key, record, position, end, cancellationToken))
            {
                var part = located.Part;
                if (part.Size == 0) continue;
                var count = Math.Min(located.End, end) - position;
                yield return new SealedPiece(
                    part.Runs, part.Salt, new FragmentOwner(bucket, key, upload, (ushort)part.PartNumber), new FrameSpan(part.Size, position - located.Position, count));
                position += count;
            }
        }
    }

    /// <summary>Bytes of one piece after the other.</summary>
    private sealed class Source(SealedObjects objects, StoredEncryption encryption, SecretKey dataKey, IAsyncEnumerable<SealedPiece> pieces, long length) : IByteSource, IDisposable
    {
        private IAsyncEnumerator<SealedPiece>? _pieces;
        private FrameCipher? _cipher;
        private OpeningSource? _current;

        public long? Length => length;

        public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
        {
            _pieces ??= pieces.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                if (_current is not null && await _current.ReadAsync(destination, cancellationToken) is > 0 and var count) return count;
                _cipher?.Dispose();
                _current = null;
                if (!await _pieces.MoveNextAsync()) return 0;
                var piece = _pieces.Current;
                _cipher = piece.CreateCipher(dataKey, encryption);
                _current = new OpeningSource(objects.OpenSealed(piece), _cipher, piece.Span);
            }
        }

        public Task SettleAsync() => Task.CompletedTask;

        public void Dispose() => _cipher?.Dispose();
    }

    private IByteSource OpenSealed(in SealedPiece piece) => data.OpenSource(piece.Runs, piece.Span.SealedPosition, piece.Span.SealedLength);
}

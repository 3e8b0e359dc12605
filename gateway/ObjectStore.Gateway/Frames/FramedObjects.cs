using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Frames;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Frames;

/// <summary>Reads ranges of objects that are encrypted, compressed, or both: only the frames that hold them, each verified before it goes on.</summary>
internal sealed class FramedObjects(ObjectParts parts, IObjectData data)
{
    /// <summary>Writes bytes [position, position + length) of the object to <paramref name="destination"/>; <paramref name="dataKey"/> is that of an encrypted one.</summary>
    /// <exception cref="StorageException">CorruptFragment: a frame does not open; what was written before was right.</exception>
    public async ValueTask ReadAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length, PipeWriter destination, CancellationToken cancellationToken)
    {
        var runCount = 0;
        await foreach (var run in EnumerateAsync(bucket, key, record, dataKey, position, length, cancellationToken))
        {
            // Neither the data path nor the writers of frames flush what is small: it must not add up.
            if (runCount++ > 0 && await destination.FlushAsync(cancellationToken) is { IsCompleted: true } or { IsCanceled: true }) return;
            if (!await TryReadAsync(run, destination, cancellationToken)) return;
        }

        // What is left unflushed at the end of a request is sent only when nothing was flushed before.
        if (runCount > 1) await destination.FlushAsync(cancellationToken);
    }

    /// <summary>The same bytes as a source for another write; used while <paramref name="dataKey"/> lives, and disposable.</summary>
    public IByteSource OpenSource(BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length) =>
        new Source(this, EnumerateAsync(bucket, key, record, dataKey, position, length, CancellationToken.None), length);

    private async IAsyncEnumerable<FrameRun> EnumerateAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (write, begin, count) in WritesAsync(bucket, key, record, dataKey, position, length, cancellationToken))
        {
            if (write.Compression is null)
            {
                yield return new FrameRun(write, begin, count, Compressed: null);
                continue;
            }

            for (var done = 0L; done < count;)
            {
                var lengths = await LengthsAsync(write, (begin + done) / CompressedLayout.FrameBytes, cancellationToken);
                var known = Math.Min(count - done, (lengths.LastFrame + 1) * CompressedLayout.FrameBytes - begin - done);
                var frames = new CompressedFrames(lengths, write.Size, begin + done, known);
                yield return new FrameRun(write, frames.StoredPosition, frames.StoredLength, frames);
                done += known;
            }
        }
    }

    /// <summary>The writes that hold a range, each with the range of it that is wanted. The bytes of a restored copy are bound to the upload that they were written in, not to the copy.</summary>
    private async IAsyncEnumerable<(FramedWrite Write, long Position, long Length)> WritesAsync(
        BucketId bucket, ObjectKey key, ObjectRecord record, SecretKey? dataKey, long position, long length, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var context = record.Encryption?.Context ?? default;
        var stored = record.ToRead();
        if (record.Upload is not { } upload)
        {
            var owner = new FragmentOwner(bucket, key, null, 0);
            if (length > 0) yield return (new FramedWrite(stored.Runs, record.Size, record.Compression, record.Encryption?.Salt ?? default, owner, dataKey, context), position, length);
            yield break;
        }

        var end = position + length;
        while (position < end)
        {
            foreach (var located in await parts.ReadAsync(bucket, key, stored, position, end, cancellationToken))
            {
                var part = located.Part;
                if (part.Size == 0) continue;
                var count = Math.Min(located.End, end) - position;
                var owner = new FragmentOwner(bucket, key, upload, (ushort)part.PartNumber);
                yield return (new FramedWrite(part.Runs, part.Size, part.Compression, part.Salt, owner, dataKey, context), position - located.Position, count);
                position += count;
            }
        }
    }

    /// <summary>Where the frames lie: those of the row, or of the group that a frame is in, which is read first.</summary>
    private async ValueTask<FrameLengths> LengthsAsync(FramedWrite write, long frame, CancellationToken cancellationToken)
    {
        var (size, storedBytes) = (write.Size, write.StoredBytes);
        if (!CompressedLayout.HasGroups(size))
        {
            return FrameLengths.TryReadRow(write.Compression!.FrameLengths.Span, size, storedBytes, out var ofRow)
                ? ofRow
                : throw new StorageException(StorageErrorCode.CorruptIndex, "The frames of a compressed object do not add up to it.");
        }

        var group = frame / CompressedLayout.GroupFrames;
        var stored = new MemoryStream(CompressedLayout.BytesOf(group, size));
        var collected = PipeWriter.Create(stored);
        await TryReadAsync(new FrameRun(write, CompressedLayout.GroupPositionOf(group, size, storedBytes), stored.Capacity, Compressed: null), collected, cancellationToken);
        await collected.FlushAsync(cancellationToken);
        return FrameLengths.TryReadGroup(stored.GetBuffer().AsSpan(0, (int)stored.Length), group, size, storedBytes, out var ofGroup)
            ? ofGroup
            : throw new StorageException(StorageErrorCode.CorruptFragment, $"Group {group} of the frames of a compressed object is not the one that was stored in its place.");
    }

    /// <summary>False when the reader is gone.</summary>
    private async ValueTask<bool> TryReadAsync(FrameRun run, PipeWriter destination, CancellationToken cancellationToken)
    {
        if (run.Compressed is null) return await TryReadStoredAsync(run, destination, cancellationToken);
        using var expanding = new OpeningWriter(destination, run.Compressed);
        if (!await TryReadStoredAsync(run, expanding, cancellationToken)) return false;
        await expanding.FinishAsync(cancellationToken);
        return !expanding.IsAbandoned;
    }

    /// <summary>Passes on what is stored, without its seals.</summary>
    private async ValueTask<bool> TryReadStoredAsync(FrameRun run, PipeWriter destination, CancellationToken cancellationToken)
    {
        if (run.Write.DataKey is null)
        {
            await data.ReadAsync(run.Write.Runs, run.Position, run.Length, destination, cancellationToken);
            return true;
        }

        using var cipher = CreateCipher(run.Write);
        var frames = new SealedFrames(cipher, new FrameSpan(run.Write.StoredBytes, run.Position, run.Length));
        using var opening = new OpeningWriter(destination, frames);
        await data.ReadAsync(run.Write.Runs, frames.StoredPosition, frames.StoredLength, opening, cancellationToken);
        await opening.FinishAsync(cancellationToken);
        return !opening.IsAbandoned;
    }

    private static FrameCipher CreateCipher(FramedWrite write) => new(write.DataKey!, write.Salt.Span, write.Owner, write.Context.Span);

    /// <summary>Bytes of one run after the other.</summary>
    private sealed class Source(FramedObjects objects, IAsyncEnumerable<FrameRun> runs, long length) : IByteSource, IDisposable
    {
        private IAsyncEnumerator<FrameRun>? _runs;
        private FrameCipher? _cipher;
        private IByteSource? _current;

        public long? Length => length;

        public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
        {
            _runs ??= runs.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                if (_current is not null && await _current.ReadAsync(destination, cancellationToken) is > 0 and var count) return count;
                if (_current is not null) await _current.SettleAsync();
                Close();
                if (!await _runs.MoveNextAsync()) return 0;
                Open(_runs.Current);
            }
        }

        public Task SettleAsync() => _current?.SettleAsync() ?? Task.CompletedTask;

        public void Dispose() => Close();

        private void Open(in FrameRun run)
        {
            var write = run.Write;
            if (write.DataKey is null)
            {
                _current = objects.OpenStored(write.Runs, run.Position, run.Length);
            }
            else
            {
                _cipher = CreateCipher(write);
                var frames = new SealedFrames(_cipher, new FrameSpan(write.StoredBytes, run.Position, run.Length));
                _current = new OpeningSource(objects.OpenStored(write.Runs, frames.StoredPosition, frames.StoredLength), frames);
            }

            if (run.Compressed is not null) _current = new OpeningSource(_current, run.Compressed);
        }

        private void Close()
        {
            (_current as IDisposable)?.Dispose();
            _cipher?.Dispose();
            (_current, _cipher) = (null, null);
        }
    }

    private IByteSource OpenStored(IReadOnlyList<StripeRun> runs, long position, long length) => data.OpenSource(runs, position, length);
}

using System.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>Reads ranges of data fragments from the cache where it has them, and from devices where not. Thread-safe.</summary>
/// <remarks>
/// What is not in the cache is read as without it, straight into the destination and in as few reads; what has earned a place is copied from there. Only a part of a block that has
/// earned a place is read with the rest of the block, into a buffer of its own.
/// </remarks>
internal sealed class CachedReader(FragmentReader reader, BlockCache cache)
{
    /// <summary>Fills <paramref name="destination"/> with the bytes of <paramref name="range"/>, which is as long.</summary>
    /// <param name="targets">The stripe's group.</param>
    /// <param name="range">The range.</param>
    /// <param name="destination">Borrowed until the call completes.</param>
    /// <param name="cancellationToken">Ends the read; who waits for the same bytes reads them then.</param>
    /// <exception cref="StorageException">As <see cref="FragmentReader"/>. The destination's content is undefined then.</exception>
    public ValueTask ReadAsync(GroupTargets targets, StripeRange range, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Invariant.That(destination.Length == range.Length);
        if (!cache.IsOn) return reader.ReadAsync(targets, range.Stripe, range.Index, range.Offset, destination, cancellationToken);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        var done = 0;
        while (done < range.Length)
        {
            var part = BlockPart.At(range, done);
            var lookup = cache.Look(part.Key, part.Bytes);
            if (lookup.State != BlockState.Held) return new Read(reader, cache, targets, range, destination, cancellationToken).RunAsync(done, lookup);
            if (cache.TryServe(lookup.Block!, part.Skip, destination.Span.Slice(done, part.Count))) done += part.Count;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Tells the devices of a range that it will be read soon, if they will be asked for it.</summary>
    public void Prefetch(GroupTargets targets, in StripeRange range)
    {
        if (cache.IsOn && cache.Contains(BlockPart.At(range, 0).Key)) return;
        reader.Prefetch(targets, range.Stripe, range.Index, range.Offset, range.Length);
    }

    /// <summary>One read of which not everything is in the cache.</summary>
    private readonly struct Read(FragmentReader reader, BlockCache cache, GroupTargets targets, StripeRange range, Memory<byte> destination, CancellationToken cancellationToken)
    {
        public async ValueTask RunAsync(int done, BlockLookup lookup)
        {
            while (true)
            {
                var part = BlockPart.At(range, done);
                done += lookup.State switch
                {
                    BlockState.Held => cache.TryServe(lookup.Block!, part.Skip, destination.Span.Slice(done, part.Count)) ? part.Count : 0,
                    BlockState.Filling => await JoinAsync(lookup.Block!, part, done),
                    BlockState.ToFill when !part.IsWhole => await FillAroundAsync(lookup.Block!, part, done),
                    _ => await ReadMissingAsync(lookup, done),
                };
                if (done == range.Length) return;
                part = BlockPart.At(range, done);
                lookup = cache.Look(part.Key, part.Bytes);
            }
        }

        /// <summary>Waits for who reads the block already. If that was in vain, it is read without the cache: nobody waits twice.</summary>
        private async ValueTask<int> JoinAsync(CachedBlock filling, BlockPart part, int done)
        {
            await cache.WaitAsync(filling, cancellationToken);
            var wanted = destination.Slice(done, part.Count);
            if (cache.TryHold(part.Key) is { } block && cache.TryServe(block, part.Skip, wanted.Span)) return part.Count;
            await reader.ReadAsync(targets, range.Stripe, range.Index, part.Begin + part.Skip, wanted, cancellationToken);
            return part.Count;
        }

        private async ValueTask<int> FillAroundAsync(CachedBlock block, BlockPart part, int done)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(part.Bytes);
            var isRead = false;
            try
            {
                var whole = buffer.AsMemory(0, part.Bytes);
                await reader.ReadAsync(targets, range.Stripe, range.Index, part.Begin, whole, cancellationToken);
                isRead = true;
                whole.Slice(part.Skip, part.Count).CopyTo(destination[done..]);
                cache.Fill(block, whole.Span);
            }
            finally
            {
                if (!isRead) cache.Abandon(block);
                ArrayPool<byte>.Shared.Return(buffer);
            }

            return part.Count;
        }

        /// <summary>Reads up to the next block that is in the cache, or will be, or is wanted only in part and has earned a place.</summary>
        private async ValueTask<int> ReadMissingAsync(BlockLookup lookup, int done)
        {
            List<(CachedBlock Block, int At)>? fills = null;
            var isRead = false;
            var end = done;
            try
            {
                for (BlockLookup? next = lookup; next is { } missing;)
                {
                    if (missing.Block is { } block) (fills ??= []).Add((block, end));
                    end += BlockPart.At(range, end).Count;
                    if (end == range.Length) break;
                    var part = BlockPart.At(range, end);
                    next = part.IsWhole ? cache.LookForMissing(part.Key, part.Bytes) : null;
                }

                await reader.ReadAsync(targets, range.Stripe, range.Index, range.Offset + done, destination[done..end], cancellationToken);
                isRead = true;
            }
            finally
            {
                foreach (var (block, at) in fills ?? [])
                {
                    if (isRead) cache.Fill(block, destination.Span.Slice(at, block.Bytes));
                    else cache.Abandon(block);
                }
            }

            return end - done;
        }
    }
}

using ObjectStore.Compression;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Gateway.Frames;

/// <summary>Stores the bytes of objects and parts: compressed where that is asked for and shrinks them, then sealed where there is a key.</summary>
internal sealed class ObjectWrites(IObjectData data, StorageClassTable classes, CompressionMetrics metrics)
{
    /// <summary>Stores all bytes of <paramref name="source"/> in the pool of a storage class (by name, or null for the standard one); as <see cref="IObjectData.WriteAsync"/>.</summary>
    public ValueTask<StoredWrite> WriteAsync(IByteSource source, FragmentOwner owner, string? storageClass, WriteKey? key, bool compresses, CancellationToken cancellationToken)
    {
        var pool = classes.PoolOf(storageClass);
        return compresses && FrameCodec.Unavailable is null ? CompressAsync(source, owner, pool, key, cancellationToken) : SealAsync(source, owner, pool, key, cancellationToken);
    }

    private async ValueTask<StoredWrite> CompressAsync(IByteSource source, FragmentOwner owner, PoolName? pool, WriteKey? key, CancellationToken cancellationToken)
    {
        await using var compressing = new CompressingSource(source);
        var written = await SealAsync(compressing, owner, pool, key, cancellationToken);
        metrics.Written(compressing);
        return written with { Compression = compressing.Compression };
    }

    private async ValueTask<StoredWrite> SealAsync(IByteSource source, FragmentOwner owner, PoolName? pool, WriteKey? key, CancellationToken cancellationToken)
    {
        if (key is null) return new StoredWrite(await data.WriteAsync(source, owner, pool, cancellationToken), default, Compression: null);
        var salt = FrameCipher.NewSalt();
        using var cipher = new FrameCipher(key.DataKey, salt, owner, key.Stored.Context.Span);
        await using var sealing = new SealingSource(source, cipher);
        return new StoredWrite(await data.WriteAsync(sealing, owner, pool, cancellationToken), salt, Compression: null);
    }
}

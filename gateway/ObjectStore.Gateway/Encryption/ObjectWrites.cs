using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Lifecycle.StorageClasses;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Stores the bytes of objects and parts, sealed where there is a key.</summary>
internal sealed class ObjectWrites(IObjectData data, StorageClassTable classes)
{
    /// <summary>Stores all bytes of <paramref name="source"/> in the pool of a storage class (by name, or null for the standard one); as <see cref="IObjectData.WriteAsync"/>.</summary>
    public async ValueTask<SealedWrite> WriteAsync(IByteSource source, FragmentOwner owner, string? storageClass, WriteKey? key, CancellationToken cancellationToken)
    {
        var pool = classes.PoolOf(storageClass);
        if (key is null) return new SealedWrite(await data.WriteAsync(source, owner, pool, cancellationToken), default);
        var salt = FrameCipher.NewSalt();
        using var cipher = new FrameCipher(key.DataKey, salt, owner, key.Stored.Context.Span);
        await using var sealing = new SealingSource(source, cipher);
        return new SealedWrite(await data.WriteAsync(sealing, owner, pool, cancellationToken), salt);
    }
}

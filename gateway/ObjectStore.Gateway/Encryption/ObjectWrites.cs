using ObjectStore.Core.Fragments;
using ObjectStore.Encryption.Frames;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Encryption;

/// <summary>Stores the bytes of objects and parts, sealed where there is a key.</summary>
internal sealed class ObjectWrites(IObjectData data)
{
    /// <summary>Stores all bytes of <paramref name="source"/>; as <see cref="IObjectData.WriteAsync"/>.</summary>
    public async ValueTask<SealedWrite> WriteAsync(IByteSource source, FragmentOwner owner, WriteKey? key, CancellationToken cancellationToken)
    {
        if (key is null) return new SealedWrite(await data.WriteAsync(source, owner, cancellationToken), default);
        var salt = FrameCipher.NewSalt();
        using var cipher = new FrameCipher(key.DataKey, salt, owner, key.Stored.Context.Span);
        await using var sealing = new SealingSource(source, cipher);
        return new SealedWrite(await data.WriteAsync(sealing, owner, cancellationToken), salt);
    }
}

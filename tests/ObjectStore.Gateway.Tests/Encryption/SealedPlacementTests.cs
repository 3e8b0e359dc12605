using ObjectStore.Core.Stripes;
using ObjectStore.Encryption.Keys;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Tests.DataPath;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Encryption;

public sealed class SealedPlacementTests
{
    /// <summary>An object is as small as clients say, whatever its tags add to it.</summary>
    [Theory]
    [InlineData(65_520, true)]
    [InlineData(65_521, true)]
    [InlineData(65_536, true)]
    [InlineData(65_537, false)]
    public async Task Write_Sealed_IsPlacedByTheSizeOfTheObject(int size, bool isCopied)
    {
        using var fixture = new DataPathFixture();
        using var key = new WriteKey(SecretKey.New(), new StoredEncryption { Scheme = EncryptionScheme.StoreKey, KeyId = "first", WrappedKey = default });

        var written = await fixture.Writes.WriteAsync(new ScriptedSource(new byte[size]), DataPathFixture.Owner, storageClass: null, key, compresses: false, TestContext.Current.CancellationToken);

        Assert.Equal(isCopied, Assert.Single(written.Runs).Profile == ErasureProfile.Replicated);
    }
}

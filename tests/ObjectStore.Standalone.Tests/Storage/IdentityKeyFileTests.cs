using ObjectStore.Core.Errors;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Tests.Storage;

public sealed class IdentityKeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string KeyPath => Path.Combine(_folder.Path, "identity-master.key");

    [Fact]
    public void ReadOrMake_NewFolder_MakesAKeyThatStaysAndIsItsOwnersAlone()
    {
        var sealedSecret = IdentityKeyFile.ReadOrMake(_folder.Path).Seal("secret", "purpose");

        Assert.True(IdentityKeyFile.ReadOrMake(_folder.Path).TryOpen(sealedSecret, "purpose", out var opened));
        Assert.Equal("secret", opened);
        Assert.Equal([KeyPath], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    /// <summary>A process that was cut off while it made the key has used none.</summary>
    [Fact]
    public void ReadOrMake_HalfAKeyFromBefore_MakesAnother()
    {
        _folder.File("identity-master.key.new", "half");

        IdentityKeyFile.ReadOrMake(_folder.Path);

        Assert.Equal([KeyPath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void ReadOrMake_FileIsNoKey_IsRefusedAndLeft()
    {
        _folder.File("identity-master.key", "short");

        Assert.Equal(StorageErrorCode.Refused, Assert.Throws<StorageException>(() => IdentityKeyFile.ReadOrMake(_folder.Path)).Code);
        Assert.Equal("short", File.ReadAllText(KeyPath));
    }

    public void Dispose() => _folder.Dispose();
}

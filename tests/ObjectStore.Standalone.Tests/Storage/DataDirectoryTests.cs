using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Standalone.Storage;

namespace ObjectStore.Standalone.Tests.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Open_AlreadyOpen_IsRefusedUntilTheFirstIsClosed()
    {
        using (DataDirectory.Open(_folder.Path))
        {
            var exception = Assert.Throws<StorageException>(() => DataDirectory.Open(_folder.Path));
            Assert.Equal(StorageErrorCode.Refused, exception.Code);
        }

        DataDirectory.Open(_folder.Path).Dispose();
    }

    [Fact]
    public void Open_PathIsAFile_IsRefused()
    {
        var exception = Assert.Throws<StorageException>(() => DataDirectory.Open(_folder.File("file", "")));

        Assert.Equal(StorageErrorCode.Refused, exception.Code);
    }

    [Fact]
    public void ListSlots_FoldersBeyondTheSettings_AreFoundToo()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "zone-c", "device-2"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "zone-c", "device-x"));
        using var directory = DataDirectory.Open(_folder.Path);

        var slots = directory.ListSlots(zones: 2, new Dictionary<PoolName, int> { [PoolName.Default] = 1 });

        Assert.Equal(["a/device-1", "b/device-1", "c/device-2"], slots.Select(slot => $"{slot.Zone}/{Path.GetFileName(slot.Path)}"));
        Assert.Equal([true, true, false], slots.Select(slot => slot.IsConfigured));
    }

    /// <summary>What lies beside the pools, such as what a file system or somebody's copy leaves there, is none.</summary>
    [Fact]
    public void ListSlots_FoldersThatAreNoPools_AreLeftAlone()
    {
        foreach (var name in new[] { "cold", "default", "Cold", "cold.bak", "lost+found" }) Directory.CreateDirectory(Path.Combine(_folder.Path, "pools", name, "zone-a", "device-1"));
        using var directory = DataDirectory.Open(_folder.Path);

        var slots = directory.ListSlots(zones: 1, new Dictionary<PoolName, int>());

        Assert.Equal(["cold"], slots.Select(static slot => slot.Pool.Value));
    }

    public void Dispose() => _folder.Dispose();
}

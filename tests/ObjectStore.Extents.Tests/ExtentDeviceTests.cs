using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Tests;

public sealed class ExtentDeviceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> PayloadLengths => [1, 100, 4096, 65535, 65536, 65537, 131072, 300_001, 1 << 20, (1 << 20) + 4096, 2 << 20];

    [Theory]
    [MemberData(nameof(PayloadLengths))]
    public async Task ReadAsync_AfterPut_ReturnsEveryRange(int length)
    {
        using var real = await RealDevice.CreateAsync();
        await using var device = await real.OpenAsync();
        var payload = TestFragments.Payload(length, length);
        var aligned = TestFragments.Aligned(length);
        payload.CopyTo(aligned);
        await device.PutAsync(TestFragments.Write(TestFragments.Id(1), aligned), Token);

        foreach (var (offset, count) in Ranges(length))
        {
            var read = new byte[count];
            await device.ReadAsync(TestFragments.Id(1), offset, read, Token);

            Assert.True(payload.AsSpan(offset, count).SequenceEqual(read), $"range {offset}+{count}");
        }
    }

    [Fact]
    public async Task OpenAsync_AfterCleanStop_KeepsPutsReplacesAndDeletes()
    {
        using var real = await RealDevice.CreateAsync();
        await using (var device = await real.OpenAsync())
        {
            for (var i = 0; i < 100; i++) await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(5000, i)), Token);
            await device.PutAsync(TestFragments.Write(TestFragments.Id(7), TestFragments.Payload(70_000, 1007)), Token);
            await device.DeleteAsync([TestFragments.Id(3), TestFragments.Id(999)], Token);
        }

        await using var reopened = await real.OpenAsync();

        Assert.True(reopened.Report.WasClean);
        Assert.Equal(99, reopened.Status.FragmentCount);
        Assert.Equal(TestFragments.Payload(70_000, 1007), await ReadAsync(reopened, 7, 70_000));
        Assert.Equal(TestFragments.Payload(5000, 99), await ReadAsync(reopened, 99, 5000));
        var missing = await Assert.ThrowsAsync<StorageException>(() => ReadAsync(reopened, 3, 1));
        Assert.Equal(StorageErrorCode.FragmentNotFound, missing.Code);
    }

    [Theory]
    [InlineData("lost+found", true)]
    [InlineData("photos", false)]
    public async Task CreateAsync_InDirectoryWithAFolder_MakesADeviceOnlyBesideLostAndFound(string folder, bool isMade)
    {
        var path = Directory.CreateTempSubdirectory("objectstore-extents-").FullName;
        Directory.CreateDirectory(Path.Combine(path, folder));

        var refusal = await Record.ExceptionAsync(() => ExtentDevice.CreateAsync(path, Guid.NewGuid(), "default", TimeProvider.System)) as StorageException;

        Assert.Equal(isMade ? null : StorageErrorCode.Refused, refusal?.Code);
        Assert.Equal(isMade, ExtentDevice.Exists(path));
        Directory.Delete(path, recursive: true);
    }

    [Fact]
    public async Task CreateAsync_WhereAFileIs_Fails()
    {
        var path = Path.GetTempFileName();

        var failure = await Assert.ThrowsAsync<StorageException>(() => ExtentDevice.CreateAsync(path, Guid.NewGuid(), "default", TimeProvider.System));

        Assert.Equal(StorageErrorCode.DeviceFailed, failure.Code);
        File.Delete(path);
    }

    [Fact]
    public async Task ReadAsync_AfterDispose_IsUnavailable()
    {
        using var real = await RealDevice.CreateAsync();
        var device = await real.OpenAsync();
        await device.PutAsync(TestFragments.Write(TestFragments.Id(1), TestFragments.Payload(10, 1)), Token);
        await device.DisposeAsync();

        var read = await Assert.ThrowsAsync<StorageException>(() => ReadAsync(device, 1, 10));
        var put = await Assert.ThrowsAsync<StorageException>(
            () => device.PutAsync(TestFragments.Write(TestFragments.Id(2), TestFragments.Payload(10, 2)), Token).AsTask());

        Assert.Equal(StorageErrorCode.DeviceUnavailable, read.Code);
        Assert.Equal(StorageErrorCode.DeviceUnavailable, put.Code);
    }

    [Fact]
    public async Task OpenAsync_SecondProcess_IsRefused()
    {
        using var real = await RealDevice.CreateAsync();
        await using var device = await real.OpenAsync();

        var refused = await Assert.ThrowsAsync<StorageException>(real.OpenAsync);

        Assert.Equal(StorageErrorCode.Refused, refused.Code);
    }

    [Fact]
    public async Task ListAsync_InPages_ReturnsEveryFragmentWithItsHeader()
    {
        using var real = await RealDevice.CreateAsync();
        await using var device = await real.OpenAsync();
        for (var i = 0; i < 25; i++) await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(100, i), $"key-{i}"), Token);

        var seen = new Dictionary<FragmentId, string>();
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await device.ListAsync(at, 10, Token);
            Assert.True(page.Fragments.Count <= 10);
            foreach (var fragment in page.Fragments)
            {
                Assert.True(FragmentOwner.TryParse(fragment.Owner, out var owner));
                seen.Add(fragment.Id, owner.Key.ToString());
            }

            cursor = page.Next;
        }

        Assert.Equal(25, seen.Count);
        Assert.Equal("key-13", seen[TestFragments.Id(13)]);
    }

    [Fact]
    public async Task VerifyAsync_OfWholeDevice_ReadsEveryLiveByte()
    {
        using var real = await RealDevice.CreateAsync();
        await using var device = await real.OpenAsync();
        for (var i = 0; i < 40; i++) await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(200_000, i)), Token);

        var verified = 0L;
        DeviceCursor? cursor = DeviceCursor.Start;
        while (cursor is { } at)
        {
            var page = await device.VerifyAsync(at, 1 << 20, Token);
            verified += page.VerifiedBytes;
            Assert.Empty(page.Damaged);
            cursor = page.Next;
        }

        Assert.Equal(device.Status.LiveBytes, verified);
    }

    [Fact]
    public async Task PutAsync_FromManyWriters_StoresAll()
    {
        using var real = await RealDevice.CreateAsync();
        await using var device = await real.OpenAsync();

        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Token }, async (i, token) =>
            await device.PutAsync(TestFragments.Write(TestFragments.Id(i), TestFragments.Payload(1 + (i * 13 % 9000), i)), token));

        for (var i = 0; i < 2000; i++) Assert.Equal(TestFragments.Payload(1 + (i * 13 % 9000), i), await ReadAsync(device, i, 1 + (i * 13 % 9000)));
    }

    private static async Task<byte[]> ReadAsync(ExtentDevice device, int number, int length)
    {
        var read = new byte[length];
        await device.ReadAsync(TestFragments.Id(number), 0, read, Token);
        return read;
    }

    private static IEnumerable<(int Offset, int Count)> Ranges(int length)
    {
        yield return (0, length);
        yield return (0, 1);
        yield return (length - 1, 1);
        yield return (length / 2, length - (length / 2));
        var random = new Random(length);
        for (var i = 0; i < 20; i++)
        {
            var offset = random.Next(length);
            yield return (offset, random.Next(1, length - offset + 1));
        }
    }
}

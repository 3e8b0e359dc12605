using ObjectStore.Encryption.Keys;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Encryption.Tests.Keys;

public sealed class MasterKeyRingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-keys-").FullName;

    [Fact]
    public void Wrap_SeveralKeys_TakesTheNewestAndOpensWithEach()
    {
        var old = MasterKeyRing.Read(Write($"first: {Base64(1)}\n"));
        var both = MasterKeyRing.Read(Write($"# keys\nfirst: {Base64(1)}\nsecond: {Base64(2)}\n"));
        var onlyNew = MasterKeyRing.Read(Write($"second: {Base64(2)}\n"));
        using var key = SecretKey.New();

        var before = old.Wrap(key);
        var after = both.Wrap(key);

        Assert.Equal(("first", "second"), (before.KeyId, after.KeyId));
        Assert.True(both.TryUnwrap(before, out var opened));
        Assert.True(opened.Span.SequenceEqual(key.Span));
        Assert.True(onlyNew.TryUnwrap(after, out _));
        Assert.False(onlyNew.TryUnwrap(before, out _));
        Assert.False(both.TryUnwrap(before with { KeyId = "second" }, out _));
    }

    [Fact]
    public void Read_RawKey_NamesItByItsHash()
    {
        var path = Path.Combine(_folder, "raw");
        File.WriteAllBytes(path, TestKeys.Run(200));
        using var key = SecretKey.New();

        Assert.Equal("e9d5fa7b64dff3cf", MasterKeyRing.Read(path).Wrap(key).KeyId);
    }

    [Fact]
    public void Read_NoPath_HasNoKey() => Assert.False(MasterKeyRing.Read("").HasKey);

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b\n")]
    [InlineData("id: \"\"\n")]
    [InlineData("id: c2hvcnQ=\n")]
    [InlineData("id: not base64\n")]
    [InlineData("id: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("\"a b\": AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("id: {a: b}\n")]
    [InlineData("id: [\n")]
    [InlineData("id: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nid: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    public void Read_WrongFile_SaysSoWithoutItsContent(string text)
    {
        var error = Assert.Throws<SettingsException>(() => MasterKeyRing.Read(Write(text)));

        Assert.DoesNotContain("AAAA", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_IsAMistakeOfTheSettings() => Assert.Throws<SettingsException>(() => MasterKeyRing.Read(Path.Combine(_folder, "absent")));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Base64(int first) => Convert.ToBase64String(TestKeys.Run(first));

    private string Write(string text)
    {
        var path = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        File.WriteAllText(path, text);
        return path;
    }
}

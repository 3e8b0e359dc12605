using ObjectStore.Identities;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Standalone.Tests.Credentials;

public sealed class IdentityFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_ListOfIdentities_GivesThem()
    {
        var path = _folder.File("identities.yaml", """
            - {accessKey: AK1, secretKey: secret-one, userId: user-1, displayName: First, email: one@example.com}
            - accessKey: AK2
              secretKey: secret-two
              userId: user-2
              admin: true
            """);

        var identities = IdentityFile.Read(path);

        Assert.Equal(["AK1", "AK2"], identities.Select(identity => identity.AccessKey));
        Assert.Equal(["First", "user-2"], identities.Select(identity => identity.DisplayName));
        Assert.Equal([false, true], identities.Select(identity => identity.IsAdmin));
    }

    [Theory]
    [InlineData("accessKey: AK1")]
    [InlineData("- {accessKey: AK1, userId: u}")]
    [InlineData("- {accessKey: AK1, secretKey: s, userId: u, admin: perhaps}")]
    [InlineData("- {accessKey: AK1, secretKey: s, userId: u, password: p}")]
    [InlineData("- text")]
    [InlineData("- [")]
    public void Read_AnythingElse_IsRefusedWithoutShowingSecrets(string content)
    {
        var exception = Assert.Throws<SettingsException>(() => IdentityFile.Read(_folder.File("identities.yaml", content)));

        Assert.DoesNotContain("secretKey: s", exception.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}

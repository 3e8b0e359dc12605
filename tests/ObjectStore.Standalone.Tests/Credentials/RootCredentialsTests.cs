using System.Net;
using ObjectStore.Identities;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Standalone.Tests.Credentials;

public class RootCredentialsTests
{
    public RootCredentialsTests()
    {
        Environment.SetEnvironmentVariable(RootCredentials.AccessKeyVariable, null);
        Environment.SetEnvironmentVariable(RootCredentials.SecretKeyVariable, null);
    }

    [Theory]
    [InlineData("0.0.0.0:9000", "127.0.0.1:9001")]
    [InlineData("127.0.0.1:9000", "0.0.0.0:9001")]
    [InlineData("127.0.0.1:9000", "[::]:9001")]
    public void FromEnvironment_WithoutVariables_RefusesEndpointsThatOthersReach(string gateway, string admin)
    {
        var refused = Assert.Throws<SettingsException>(() => RootCredentials.FromEnvironment(IPEndPoint.Parse(gateway), IPEndPoint.Parse(admin)));

        Assert.Contains(gateway.StartsWith("127.", StringComparison.Ordinal) ? admin : gateway, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_WithoutVariablesOnLoopback_IsTheDefault() =>
        Assert.True(RootCredentials.FromEnvironment(IPEndPoint.Parse("127.0.0.1:9000"), IPEndPoint.Parse("[::1]:9001")).IsDefault);
}

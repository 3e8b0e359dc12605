using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Telemetry.Hosting;

namespace ObjectStore.Telemetry.Tests;

public sealed class HostDefaultsTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"settings-{Guid.NewGuid():N}.yaml");

    [Fact]
    public void AddObjectStoreSettings_FileAndCommandLine_CommandLineWins()
    {
        File.WriteAllText(_file, "Gateway:\n  Region: eu-west-1\n  Endpoint: 127.0.0.1:1\nList:\n  - one\n  - two\n");

        var configuration = Load("--config", _file, "--Gateway:Endpoint", "127.0.0.1:2", "--Admin:Endpoint=127.0.0.1:3");

        Assert.Equal("eu-west-1", configuration["Gateway:Region"]);
        Assert.Equal("127.0.0.1:2", configuration["Gateway:Endpoint"]);
        Assert.Equal("127.0.0.1:3", configuration["Admin:Endpoint"]);
        Assert.Equal("1", configuration["Extents:ExtentBytes"]);
        Assert.Equal("two", configuration["List:1"]);
    }

    [Fact]
    public void AddObjectStoreSettings_JsonFile_IsReadToo()
    {
        File.WriteAllText(_file, "{\"Gateway\": {\"Region\": \"eu-west-1\"}}");

        Assert.Equal("eu-west-1", Load("--config", _file)["Gateway:Region"]);
    }

    [Theory]
    [InlineData("Gateway:Region")]
    [InlineData("--Gateway:Region")]
    [InlineData("--region", "x")]
    [InlineData("--config", "/does/not/exist.yaml")]
    public void AddObjectStoreSettings_NotASetting_IsRefusedWithOneLine(params string[] arguments)
    {
        var exception = Assert.Throws<SettingsException>(() => Load(arguments));

        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [InlineData("- a\n- b\n- :\n  x: [")]
    [InlineData("just text")]
    [InlineData("? [a]\n: b")]
    public void AddObjectStoreSettings_FileThatIsNoMapping_IsRefused(string content)
    {
        File.WriteAllText(_file, content);

        Assert.Throws<SettingsException>(() => Load("--config", _file));
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning)]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)]
    [InlineData("ObjectStore.Gateway", LogLevel.Information)]
    public void UseObjectStoreDefaults_NothingSet_LogsWhatOperatorsRead(string category, LogLevel expected) => Assert.Equal(expected, LowestLevel(category));

    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "--Logging:LogLevel:Microsoft", "Debug")]
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Debug")]
    [InlineData("ObjectStore.Gateway", "--Logging:LogLevel:Default", "Debug")]
    public void UseObjectStoreDefaults_LevelThatIsSet_Holds(string category, params string[] arguments) =>
        Assert.Equal(LogLevel.Debug, LowestLevel(category, arguments));

    public void Dispose() => File.Delete(_file);

    private static LogLevel LowestLevel(string category, params string[] arguments)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseObjectStoreDefaults(arguments, new Dictionary<string, string?>());
        using var host = builder.Build();
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category);
        return Enum.GetValues<LogLevel>().First(level => level == LogLevel.None || logger.IsEnabled(level));
    }

    private static IConfigurationRoot Load(params string[] arguments)
    {
        var builder = new ConfigurationBuilder();
        builder.AddObjectStoreSettings(arguments, new Dictionary<string, string?> { ["Gateway:Region"] = "default", ["Extents:ExtentBytes"] = "1" });
        return builder.Build();
    }
}

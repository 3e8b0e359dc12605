using System.Text.Json;
using ObjectStore.ProcessTesting;

namespace ObjectStore.Cli.Tests;

/// <summary>One run of the command line in this process, against a store in another.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>The output as JSON.</summary>
    public JsonElement Json => Output.Length > 0 ? JsonDocument.Parse(Output).RootElement : throw new InvalidOperationException($"It ended with {ExitCode}: {Error}");

    /// <summary>Runs with the keys of the store.</summary>
    public static Task<CliRun> RunAsync(StandaloneProcess store, params string[] arguments) => RunAsync(
        name => name switch
        {
            "OBJECTSTORE_ADMIN_ENDPOINT" => store.AdminEndpoint.ToString(),
            "OBJECTSTORE_ACCESS_KEY" => store.Settings.AccessKey,
            "OBJECTSTORE_SECRET_KEY" => store.Settings.SecretKey,
            "AWS_ENDPOINT_URL_S3" => store.Endpoint.ToString(),
            _ => null,
        },
        arguments);

    /// <summary>Runs with an environment of its own.</summary>
    public static async Task<CliRun> RunAsync(Func<string, string?> environment, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CliContext(output, error, environment, IsInteractive: false, TimeProvider.System);
        var exitCode = await new CliApplication(context).RunAsync(arguments, Xunit.TestContext.Current.CancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}

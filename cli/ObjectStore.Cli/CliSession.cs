using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ObjectStore.Cli.Connection;

namespace ObjectStore.Cli;

/// <summary>What all commands share: the options of the root, the connection they lead to, and the two forms of output.</summary>
internal sealed class CliSession
{
    private const string EndpointVariable = "OBJECTSTORE_ADMIN_ENDPOINT";
    private const string EndpointDefault = "http://127.0.0.1:9001";
    private const string RegionVariable = "AWS_REGION";
    private const string RegionDefault = "us-east-1";
    private const string Json = "json";

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = $"the admin endpoint [default: {EndpointVariable}, or {EndpointDefault}]",
        Recursive = true,
    };

    private readonly Option<string> _output = new("--output") { Description = "tables for people, JSON for programs", DefaultValueFactory = static _ => "table", Recursive = true };

    public CliSession(CliContext context)
    {
        Context = context;
        _output.AcceptOnlyFromAmong("table", Json);
    }

    public CliContext Context { get; }

    public void AddOptionsTo(RootCommand root)
    {
        root.Options.Add(_endpoint);
        root.Options.Add(_output);
    }

    /// <summary>Whether a program reads the output.</summary>
    public bool IsJson(ParseResult parsed) => parsed.GetValue(_output) == Json;

    /// <summary>A connection as the command line and the environment say; the caller disposes it.</summary>
    public AdminConnection Connect(ParseResult parsed)
    {
        var text = parsed.GetValue(_endpoint) ?? Context.Environment(EndpointVariable);
        if (string.IsNullOrEmpty(text)) text = EndpointDefault;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.PathAndQuery != "/")
            throw new CliException(ExitCode.Usage, $"'{text}' is not an endpoint such as {EndpointDefault}.");
        return new AdminConnection(endpoint, SignerOf(Credentials.Find(Context.Environment, endpoint)));
    }

    /// <summary>Signs for the region of the environment, or the store's default.</summary>
    public RequestSigner SignerOf(Credentials credentials)
    {
        var region = Context.Environment(RegionVariable);
        return new RequestSigner(credentials, string.IsNullOrEmpty(region) ? RegionDefault : region, Context.Time);
    }

    /// <summary>A command that asks for one result and shows it.</summary>
    /// <param name="name">Name of the command.</param>
    /// <param name="description">One sentence for its help.</param>
    /// <param name="path">One of <see cref="ObjectStore.AdminApi.AdminPaths"/>.</param>
    /// <param name="type">The result.</param>
    /// <param name="show">Writes it for people.</param>
    public Command CreateQuery<T>(string name, string description, string path, JsonTypeInfo<T> type, Action<CliSession, T> show)
    {
        var command = new Command(name, description);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var connection = Connect(parsed);
            Show(parsed, await connection.GetAsync(path, type, cancellationToken), type, result => show(this, result));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Writes a result as JSON, or has it shown.</summary>
    public void Show<T>(ParseResult parsed, T result, JsonTypeInfo<T> type, Action<T> show)
    {
        if (IsJson(parsed)) Context.Output.WriteLine(JsonSerializer.Serialize(result, type));
        else show(result);
    }
}

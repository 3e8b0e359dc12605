using System.Globalization;

namespace ObjectStore.Clients.Tests.Clients;

/// <summary>One store and one set of files for all tests with client programs.</summary>
public sealed class ClientsFixture : IAsyncLifetime
{
    private const int SmallFileCount = 2_500;
    private const int FolderCount = 40;
    private const long Mebibyte = 1024 * 1024;
    private readonly TemporaryDirectory _directory = new("clients");
    private int _bucketNumber;

    /// <summary>Seed of all file contents.</summary>
    public const ulong Seed = 20_251;

    /// <summary>Domain whose subdomains are websites of the store.</summary>
    public const string WebsiteDomain = "web.example.org";

    /// <summary>The store.</summary>
    public StandaloneProcess Standalone { get; private set; } = null!;

    /// <summary>2,500 files of 0 to 8 KiB in 40 folders, with awkward names among them.</summary>
    public string Tree => _directory.Combine("tree");

    /// <summary>Files of 0 B, 1 B, 5 MiB and one byte to either side, 64 MiB and 300 MiB.</summary>
    public string Sizes => _directory.Combine("sizes");

    /// <summary>A new, empty folder.</summary>
    public string NewFolder() => Directory.CreateDirectory(_directory.Combine("work", Path.GetRandomFileName())).FullName;

    /// <summary>A bucket name that no other test uses.</summary>
    public string NewBucketName() =>
        string.Create(CultureInfo.InvariantCulture, $"clients-test-{Interlocked.Increment(ref _bucketNumber)}");

    /// <summary>The configuration of every client, by environment variables only.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        WriteFiles();
        var settings = new StandaloneSettings { DataDirectory = _directory.Combine("data"), Arguments = ["--Gateway:WebsiteDomains", WebsiteDomain] };
        Standalone = await StandaloneProcess.StartAsync(settings, CancellationToken.None);
        var endpoint = Standalone.Endpoint.GetLeftPart(UriPartial.Authority);
        Environment = new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = settings.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = settings.SecretKey,
            ["AWS_DEFAULT_REGION"] = "us-east-1",
            ["AWS_CONFIG_FILE"] = _directory.Combine("aws.config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = _directory.Combine("empty.config"),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AWS_MAX_ATTEMPTS"] = "1",
            ["AWS_PAGER"] = "",
            ["NO_PROXY"] = "*",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
            ["LC_ALL"] = "C.UTF-8",
            ["RCLONE_CONFIG"] = _directory.Combine("empty.config"),
            ["RCLONE_CONFIG_STORE_TYPE"] = "s3",
            ["RCLONE_CONFIG_STORE_PROVIDER"] = "Other",
            ["RCLONE_CONFIG_STORE_ENDPOINT"] = endpoint,
            ["RCLONE_CONFIG_STORE_ACCESS_KEY_ID"] = settings.AccessKey,
            ["RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY"] = settings.SecretKey,
        };
    }

    /// <summary>Writes a configuration of s3cmd and returns its path.</summary>
    public string WriteS3cmdConfiguration()
    {
        var path = Path.Combine(NewFolder(), "s3cfg");
        var authority = Standalone.Endpoint.Authority;
        File.WriteAllText(path, $"""
            [default]
            access_key = {Standalone.Settings.AccessKey}
            secret_key = {Standalone.Settings.SecretKey}
            host_base = {authority}
            host_bucket = {authority}
            use_https = False
            signature_v2 = False
            bucket_location = us-east-1
            """);
        return path;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Standalone is not null)
            await Standalone.DisposeAsync();
        _directory.Dispose();
    }

    private void WriteFiles()
    {
        File.WriteAllText(_directory.Combine("aws.config"), "[default]\nregion = us-east-1\noutput = json\n");
        File.WriteAllText(_directory.Combine("empty.config"), "");
        long[] sizes = [0, 1, (5 * Mebibyte) - 1, 5 * Mebibyte, (5 * Mebibyte) + 1, 64 * Mebibyte, 300 * Mebibyte];
        foreach (var size in sizes)
            new SeededContent(Seed, size).WriteFile(Path.Combine(Sizes, string.Create(CultureInfo.InvariantCulture, $"{size}.bin")));
        string[] awkward = ["with space", "plus+sign", "percent%41", "ümlaut", "emoji-😀", "amp&equals=", "semi;colon", "~tilde"];
        for (var index = 0; index < SmallFileCount; index++)
        {
            var name = index < awkward.Length ? awkward[index] : string.Create(CultureInfo.InvariantCulture, $"file-{index:D5}");
            var folder = string.Create(CultureInfo.InvariantCulture, $"folder-{index % FolderCount:D2}");
            new SeededContent(Seed + (ulong)index, index * 997L % 8_193).WriteFile(Path.Combine(Tree, folder, name));
        }
    }
}

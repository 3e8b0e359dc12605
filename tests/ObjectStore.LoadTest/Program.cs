using System.CommandLine;
using ObjectStore.LoadTest;
using ObjectStore.LoadTest.Cluster;
using ObjectStore.LoadTest.Features;
using ObjectStore.LoadTest.Index;

var folder = new Option<string>("--folder") { Description = "where data and measurements are kept", DefaultValueFactory = _ => Path.GetTempPath() };
var endpoint = new Option<string?>("--endpoint") { Description = "http://host:port; default: a store of its own" };
var sizes = new Option<string>("--sizes") { DefaultValueFactory = _ => "4K,64K,1M,64M" };
var keys = new Option<int>("--keys") { Description = "objects of each size; default: a GiB of them, at most 20,000" };
var connections = new Option<string>("--connections") { DefaultValueFactory = _ => "1,16,64" };
var seconds = new Option<double>("--seconds") { Description = "for each measurement", DefaultValueFactory = _ => 5 };
var noBaselines = new Option<bool>("--no-baselines") { Description = "leave out the disk and nginx" };
var methods = new Option<string>("--methods") { Description = "of PUT, GET, HEAD, DELETE", DefaultValueFactory = _ => "PUT,GET" };
var keep = new Option<bool>("--keep") { Description = "leave the objects on a given endpoint" };
var process = new Option<int>("--process") { Description = "id of the endpoint's process, to print its processor time" };
var text = new Option<bool>("--text") { Description = "bodies are lines of a log, which shrink, instead of chance" };
var root = new RootCommand("Measures requests to an S3 endpoint, closed loop.") { endpoint, folder, sizes, keys, connections, seconds, noBaselines, methods, keep, process, text };
root.SetAction((parsed, cancellationToken) => new Benchmark(new BenchmarkOptions
{
    Endpoint = parsed.GetValue(endpoint),
    Folder = parsed.GetValue(folder)!,
    Sizes = [.. parsed.GetValue(sizes)!.Split(',').Select(Sizes.Parse)],
    KeyCount = parsed.GetValue(keys),
    Connections = [.. parsed.GetValue(connections)!.Split(',').Select(int.Parse)],
    Methods = [.. parsed.GetValue(methods)!.ToUpperInvariant().Split(',')],
    KeepsObjects = parsed.GetValue(keep),
    ProcessId = parsed.GetValue(process),
    SendsText = parsed.GetValue(text),
    Duration = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
    WithBaselines = !parsed.GetValue(noBaselines),
}).RunAsync(cancellationToken));

var uploads = new Option<int>("--uploads") { DefaultValueFactory = _ => 64 };
var size = new Option<string>("--size") { Description = "of each upload; less where the disk has no room for all", DefaultValueFactory = _ => "1G" };
var limit = new Option<double>("--limit-seconds") { DefaultValueFactory = _ => 1800 };
var zeros = new Option<bool>("--zeros") { Description = "bodies are zeros, for a folder on a file system that compresses" };
var memory = new Command("memory", "Memory of a store of its own under many uploads at once.") { uploads, size, limit, folder, zeros };
memory.SetAction((parsed, cancellationToken) => new MemoryCheck(
    parsed.GetValue(folder)!, parsed.GetValue(uploads), Sizes.Parse(parsed.GetValue(size)!), TimeSpan.FromSeconds(parsed.GetValue(limit)))
    {
        SendsZeros = parsed.GetValue(zeros),
    }.RunAsync(cancellationToken));
root.Subcommands.Add(memory);
root.Subcommands.Add(IndexCommand.Create(folder));
root.Subcommands.Add(FeaturesCommand.Create(folder));
root.Subcommands.Add(ClusterCommand.Create(folder, keys));
root.Subcommands.Add(GrayCommand.Create(folder));
return await root.Parse(args).InvokeAsync();

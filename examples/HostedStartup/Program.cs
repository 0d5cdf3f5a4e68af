using HostedStartup;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Mlx4.Hosting;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Debug);
// The host logs why it did not start; here that is printed below.
builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

string? failing = builder.Configuration["fail"];
if (failing is not null && VisitorService.LoadOneStages.All(stage => stage.Name != failing))
{
    await Console.Error.WriteLineAsync($"--fail {failing}: no such stage; there are {string.Join(", ", VisitorService.LoadOneStages.Select(stage => stage.Name))}.");
    return 2;
}
VisitorOptions options = new(builder.Configuration["database"] ?? ":memory:", failing);
builder.Services.AddSingleton(services => new VisitorService(options, services.GetRequiredService<ILogger<VisitorService>>()));
builder.Services.AddInitPipeline((VisitorService service, CancellationToken token) => service.LoadAsync(token), service => service.UnloadAsync());

IHost host = builder.Build();
VisitorService visitors = host.Services.GetRequiredService<VisitorService>();
int exitCode = 0;
try
{
    // Until Ctrl-C or SIGTERM; the host is disposed then, and also when it does not start.
    await host.RunAsync();
}
catch (PipelineLoadException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    exitCode = 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped before it had started.");
    exitCode = 1;
}
Console.WriteLine($"held: {visitors.Held}");
return exitCode;

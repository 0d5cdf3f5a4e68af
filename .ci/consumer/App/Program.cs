using System;
using Library;
using Mlx4.Runtime;

Console.WriteLine(new LoggedService().LoadOne("b"));
Console.WriteLine(new Client().LoadOne(Speed.Fast));

/// <summary>A pipeline of the name that its base type, of another assembly, has one of.</summary>
internal sealed partial class LoggedService : Service
{
    [InitStage(10, Cleanup = nameof(CloseLog))]
    private void OpenLog() => Console.WriteLine("OpenLog");
    private void CloseLog() => Console.WriteLine("CloseLog");

    [InitStage(20, Cleanup = nameof(UnloadBase))]
    private InitResult<Errno> LoadBase(string busy) => base.LoadOne(busy);
    private void UnloadBase() => base.UnloadOne();
}

/// <summary>A pipeline that nests one of another assembly.</summary>
internal sealed partial class Client
{
    [InitStage(10)]
    private readonly Channel _channel = new();

    [InitStage(20, NoCleanup = "a question")]
    private static Errno Ask() => Errno.ENOENT;
}

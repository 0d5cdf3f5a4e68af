// Pipelines in pipelines.

using System.Collections.Generic;
using System.IO;
using Mlx4.Runtime;

internal interface ICard
{
    Errno AllocTable(string name);
    void FreeTable(string name);
    Errno Arm();
}

internal sealed partial class Tables(ICard card)
{
    [InitStage(10, Cleanup = nameof(FreeQp))]
    private Errno AllocQp() => card.AllocTable("qp");

    private void FreeQp() => card.FreeTable("qp");

    [InitStage(20, Cleanup = nameof(FreeCq))]
    private Errno AllocCq() => card.AllocTable("cq");

    private void FreeCq() => card.FreeTable("cq");
}

// Shape: a member that is a stage
internal sealed partial class WithTables(ICard card)
{
    [InitStage(10)]
    private readonly Tables _tables = new(card);

    [InitStage(20, NoCleanup = "disarmed by the reset")]
    private Errno Arm() => card.Arm();
}

// Shape: a method that loads it, and a cleanup that unloads it
internal sealed partial class MakesTables(ICard card)
{
    private Tables? _tables;

    [InitStage(10, Cleanup = nameof(UnloadTables))]
    private InitResult<Errno> LoadTables()
    {
        _tables = new Tables(card);
        return _tables.LoadOne();
    }

    private void UnloadTables()
    {
        _tables!.UnloadOne();
        _tables = null;
    }
}

// Shape: loaded, then something else, with an unload on failure
internal sealed partial class LoadsAndArms(ICard card)
{
    private readonly Tables _tables = new(card);

    [InitStage(10, Cleanup = nameof(Unload))]
    private Errno LoadAndArm()
    {
        InitResult<Errno> loaded = _tables.LoadOne();
        if (loaded.Failed)
        {
            return loaded.Error;
        }

        Errno err = card.Arm();
        if (err != Errno.Ok)
        {
            _tables.UnloadOne();
        }

        return err;
    }

    private void Unload() => _tables.UnloadOne();
}

// Shape: an array of them
internal sealed partial class ManyTables(ICard card)
{
    [InitStage(10)]
    private readonly Tables[] _ports = [new(card), new(card)];

    public int Ports => _ports.Length;
}

// Shape: a loop stage that loads its items
internal sealed partial class LoadsItems(ICard card)
{
    private readonly List<Tables> _items = [new(card), new(card), new(card)];

    [InitStage(10, Cleanup = nameof(UnloadItem), ForEach = nameof(_items))]
    private Errno LoadItem(Tables item)
    {
        InitResult<Errno> result = item.LoadOne();
        return result.Failed ? result.Error : Errno.Ok;
    }

    private void UnloadItem(Tables item) => item.UnloadOne();
}

// Shape: a caller that answers to the result
internal static class Host
{
    public static int Run(WithTables device, TextWriter log)
    {
        InitResult<Errno> result = device.LoadOne();
        if (result.Failed)
        {
            log.WriteLine($"{result.Stage}: {result.Error}");
            return 1;
        }

        device.UnloadOne();
        device.LoadOne().ThrowIfFailed();
        device.UnloadOne();
        _ = device.LoadOne();
        device.UnloadOne();
        return device.LoadOne() is { Succeeded: true } ? 0 : 1;
    }
}

// Ways to carry an error.

using System;
using System.Collections.Generic;
using Mlx4.Runtime;

internal interface IStepwise
{
    Errno First();
    Errno Second();
    Errno Third();
    int Count(out int count);
    bool IsReady { get; }
}

// Shape: the last statement returns a variable that is success
internal sealed partial class ReturnsAtTheEnd(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run()
    {
        Errno err = steps.First();
        if (err != Errno.Ok)
        {
            return err;
        }

        err = steps.Second();
        if (err != Errno.Ok)
        {
            return err;
        }

        return err;
    }
}

// Shape: one after the other while it goes well
internal sealed partial class ChainsWhileOk(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run()
    {
        Errno err = steps.First();
        if (err == Errno.Ok)
        {
            err = steps.Second();
        }

        if (err == Errno.Ok)
        {
            err = steps.Third();
        }

        return err;
    }
}

// Shape: the first error is kept and all are tried
internal sealed partial class KeepsTheFirst(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run()
    {
        Errno first = steps.First();
        Errno second = steps.Second();
        Errno third = steps.Third();
        return first != Errno.Ok ? first : second != Errno.Ok ? second : third;
    }
}

// Shape: a default that is replaced
internal sealed partial class StartsWithAnError(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run()
    {
        Errno err = Errno.ENODEV;
        if (steps.IsReady)
        {
            err = steps.First();
        }

        return err;
    }
}

// Shape: logged, and gone on
internal sealed partial class LogsAndGoesOn(IStepwise steps)
{
    private readonly List<Errno> _seen = [];

    [InitStage(10, NoCleanup = "only asks")]
    private void Run()
    {
        Errno err = steps.First();
        if (err != Errno.Ok)
        {
            Console.Error.WriteLine($"first: {err}");
        }

        err = steps.Second();
        _seen.Add(err);
        _ = steps.Third();
    }
}

// Shape: errors that are numbers, success and count in one
internal sealed partial class NegativeErrno(IStepwise steps)
{
    private int _count;

    [InitStage(10, NoCleanup = "only asks")]
    private int Count()
    {
        int status = steps.Count(out int count);
        if (status < 0)
        {
            return status;
        }

        _count = count;
        return count == 0 ? -61 : 0;
    }

    public int Items => _count;
}

// Shape: on a path that fails, other errors do not matter
internal sealed partial class IgnoresWhileFailing(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run()
    {
        Errno err = steps.First();
        if (err != Errno.Ok)
        {
            steps.Second();
            steps.Third();
            return err;
        }

        return Errno.Ok;
    }
}

// Shape: out of a switch
internal sealed partial class FromSwitch(IStepwise steps)
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno Run(int mode)
    {
        Errno err;
        switch (mode)
        {
            case 0:
                err = Errno.Ok;
                break;
            case 1:
                err = steps.First();
                break;
            default:
                return Errno.EINVAL;
        }

        if (err == Errno.Ok && steps.IsReady)
        {
            return Errno.Ok;
        }

        return err == Errno.Ok ? Errno.EAGAIN : err;
    }
}

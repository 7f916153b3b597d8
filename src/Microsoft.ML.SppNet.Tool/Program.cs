System.Console.WriteLine("sppnet");
